//! On stable Rust `sqlx::migrate!` does not see that a migration was added or edited: cargo is told to look.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
