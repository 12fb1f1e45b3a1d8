"""The page that lays the method open, one file a part."""
