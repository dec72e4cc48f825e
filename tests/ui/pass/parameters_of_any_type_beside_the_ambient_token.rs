//! The types of parameters are asked whether they are tokens under another name, and that alone.

#![deny(warnings, elided_lifetimes_in_paths, unused_qualifications)]

use std::{ffi, path::Path};

use safepoint::{Cancelled, cancellable};

struct Context<'a>(&'a str);

type Text = str;
type Brief<'a> = Context<'a>;

trait Shape {
    type Size;

    fn area(&self) -> u32;

    #[cancellable]
    fn grow(&mut self, by: Self::Size, other: &Self) -> Result<(), Cancelled>
    where
        Self: Sized,
    {
        let _ = (by, other.area());
        Ok(())
    }
}

struct Square(u32);

impl Shape for Square {
    type Size = u32;

    fn area(&self) -> u32 {
        self.0 * self.0
    }
}

struct Shelf<T>(Vec<T>);

#[cancellable]
impl<T: Clone> Shelf<T> {
    fn put(&mut self, item: &T, all: Vec<T>) -> Result<(), Cancelled> {
        self.0.extend(all);
        self.0.push(item.clone());
        Ok(())
    }
}

#[cancellable]
fn work<'a, S: Shape<Size = u32>, const N: usize>(
    shape: S,
    size: S::Size,
    context: Context<'_>,
    brief: Brief<'a>,
    text: &'a Text,
    path: &Path,
    again: &ffi::OsStr,
    Square(side): Square,
    list: [u8; N],
    each: impl Fn(u32) -> u32,
    any: &dyn Fn(Square) -> u32,
    plain: fn(Square) -> u32,
) -> Result<u32, Cancelled> {
    let names = context.0.len() + brief.0.len() + text.len() + path.as_os_str().len() + again.len();
    let mut sum = shape.area() + size + side + names as u32 + any(Square(1)) + plain(Square(1));
    for item in list {
        sum += each(u32::from(item));
    }
    Ok(sum)
}

#[cancellable]
async fn later(mut shape: Square, context: Context<'_>) -> Result<usize, Cancelled> {
    shape.grow(1, &Square(2))?;
    Ok(context.0.len())
}

fn main() {
    let area = |shape: Square| shape.area();
    let path = Path::new("p");
    let sum = work(
        Square(1),
        2,
        Context("a"),
        Context("b"),
        "c",
        path,
        path.as_os_str(),
        Square(3),
        [1, 2],
        |n| n,
        &area,
        area,
    );
    assert_eq!(sum.unwrap(), 16);
    let mut shelf = Shelf(vec![1]);
    shelf.put(&2, vec![3]).unwrap();
    assert_eq!(shelf.0, [1, 3, 2]);
    drop(later(Square(1), Context("d")));
}
