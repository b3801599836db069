"""What is made for many students from one network: sheets, their keys, and each student's own numbers."""
