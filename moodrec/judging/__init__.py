"""What people hear: their judgements read from files, compared with values, and asked for."""
