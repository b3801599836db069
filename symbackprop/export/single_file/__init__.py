"""Programs as one file: Fortran, JavaScript, Julia, Rust."""
