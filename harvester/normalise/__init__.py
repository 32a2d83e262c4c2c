"""What a document is: title, type, role, case, dates, people, each value with its evidence."""
