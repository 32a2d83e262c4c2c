"""What happens to a found link: one module per stage."""
