use safepoint::cancellable;

struct Work;

#[cancellable]
impl Work {
    #[cfg(all())]
    fn never(&self) -> ! {
        loop {}
    }

    fn fine(&self) -> Option<u32> {
        #[cfg(all())]
        [1].map(|n| while n > 0 {});
        match 7 {
            #[cfg(all())]
            7 => drop([1].map(|n| while n > 0 {})),
            _ => {}
        }
        None
    }
}

fn main() {}
