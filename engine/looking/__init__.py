"""What in a programme looks at what: found once, kept by the programme's digest, asked by readers and runners alike."""
