//! Paths as text. A path is any bytes but NUL; neither JSON nor a terminal takes those as they are.

use std::{
    borrow::Cow,
    cmp::Ordering,
    fmt::{self, Write as _},
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use serde::{Serialize, Serializer};

/// A path that is to be reported.
///
/// In JSON it is a string as it is, but a byte that is not UTF-8 becomes U+0000 and two hexadecimal
/// digits. No path holds a NUL, so nothing is lost, no other path gives the same string, and a
/// program that does not know of this finds no file at all, never another one.
///
/// For a terminal it is as it is where it prints; else as bash reads it, `$'caf\xe9'`.
///
/// Sorts by its bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Name(PathBuf);

impl Name {
    fn in_json(&self) -> Cow<'_, str> {
        match self.0.to_str() {
            Some(path) => path.into(),
            None => self.escaped("\0", String::push_str).into(),
        }
    }

    /// The path with `mark` and two digits for each byte that is not UTF-8.
    fn escaped(&self, mark: &str, push_valid: fn(&mut String, &str)) -> String {
        let mut text = String::new();
        for chunk in self.0.as_os_str().as_bytes().utf8_chunks() {
            push_valid(&mut text, chunk.valid());
            for &byte in chunk.invalid() {
                push_byte(&mut text, mark, byte);
            }
        }
        text
    }
}

fn push_quoted(text: &mut String, valid: &str) {
    for character in valid.chars() {
        if character.is_control() {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                push_byte(text, "\\x", byte);
            }
        } else {
            if matches!(character, '\\' | '\'') {
                text.push('\\');
            }
            text.push(character);
        }
    }
}

fn push_byte(text: &mut String, mark: &str, byte: u8) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{mark}{byte:02x}");
}

impl From<&Path> for Name {
    fn from(path: &Path) -> Self {
        Self(path.to_path_buf())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.to_str() {
            Some(path) if !path.contains(char::is_control) => f.write_str(path),
            _ => write!(f, "$'{}'", self.escaped("\\x", push_quoted)),
        }
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.in_json())
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        // Not as paths, which compare part by part: that is slow.
        self.0.as_os_str().cmp(other.0.as_os_str())
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    fn name(bytes: &[u8]) -> Name {
        Path::new(OsStr::from_bytes(bytes)).into()
    }

    #[test]
    fn valid_names_stay_as_they_are() {
        let name = name("a b/ü\\x2d'\"".as_bytes());
        assert_eq!(name.in_json(), "a b/ü\\x2d'\"");
        assert_eq!(name.to_string(), "a b/ü\\x2d'\"");
    }

    #[test]
    fn other_bytes_survive_in_json() {
        let name = name(b"caf\xe9/\xff\xfe \xc3\xa9");
        assert_eq!(name.in_json(), "caf\0e9/\0ff\0fe \u{e9}");
    }

    #[test]
    fn what_does_not_print_is_quoted_for_bash() {
        assert_eq!(name(b"caf\xe9").to_string(), "$'caf\\xe9'");
        assert_eq!(name(b"a\n\x1b[31m'").to_string(), "$'a\\x0a\\x1b[31m\\''");
        assert_eq!(name("\u{85}".as_bytes()).to_string(), "$'\\xc2\\x85'");
    }
}
