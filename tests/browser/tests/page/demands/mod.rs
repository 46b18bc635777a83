//! What `docs/demands.md` demands of the page, each by the number of its row: few times
//! on every change, as often as demanded with `ASCRIBE_DEMANDS=full`.

mod conflicts;
mod enduring;
mod hostile;
mod injections;
mod keeping;
mod room;
mod safety;
