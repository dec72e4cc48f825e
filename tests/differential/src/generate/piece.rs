//! A program's text as a tree of lines, from which pieces can be left out.

/// A line, or a block of lines.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Line(String),
    /// A line that says what happens, without which what is found wrong would mean nothing.
    Record(String),
    /// A line of the annotated program alone.
    Mark(String),
    Block(String, Vec<Self>, &'static str),
}

/// Prints pieces, with the marks or without.
pub(crate) fn print(pieces: &[Piece], annotated: bool, indent: usize, text: &mut String) {
    let line = |line: &str, text: &mut String| {
        text.push_str(&"    ".repeat(indent));
        text.push_str(line);
        text.push('\n');
    };
    for piece in pieces {
        match piece {
            Piece::Line(content) | Piece::Record(content) => line(content, text),
            Piece::Mark(content) if annotated => line(content, text),
            Piece::Mark(_) => {}
            Piece::Block(open, inner, close) => {
                line(open, text);
                print(inner, annotated, indent + 1, text);
                line(close, text);
            }
        }
    }
}

/// How many pieces there are, at all depths.
pub(crate) fn count(pieces: &[Piece]) -> usize {
    pieces
        .iter()
        .map(|piece| {
            if let Piece::Block(_, inner, _) = piece {
                1 + count(inner)
            } else {
                1
            }
        })
        .sum()
}

/// Leaves out the piece of this number, and all that is in it, unless it is a record.
pub(crate) fn without(pieces: &[Piece], number: usize) -> Vec<Piece> {
    let mut left = number;
    leave_out(pieces, &mut left)
}

fn leave_out(pieces: &[Piece], left: &mut usize) -> Vec<Piece> {
    let mut kept = Vec::new();
    for piece in pieces {
        let this = *left;
        *left = left.wrapping_sub(1);
        if this == 0 && !matches!(piece, Piece::Record(_)) {
            continue;
        }
        kept.push(match piece {
            Piece::Block(open, inner, close) => {
                Piece::Block(open.clone(), leave_out(inner, left), close)
            }
            piece => piece.clone(),
        });
    }
    kept
}
