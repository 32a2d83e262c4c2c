"""What is held of each body's reviews, what is only known of, and where nothing is known."""
