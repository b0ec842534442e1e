"""What has happened: the log, the rows for lists, definitions and accounts. The only room that knows a database."""
