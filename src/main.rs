//! Mounts the app; nothing else.

fn main() {
    ascribe::ui::mount();
}
