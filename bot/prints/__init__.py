"""What is printed on paper: PDFs with QR codes. It is given what to print, and prints nothing itself."""
