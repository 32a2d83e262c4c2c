"""What a file says: text per page and title-page layout, read in limited worker processes."""
