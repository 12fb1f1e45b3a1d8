"""What the page "Playlist" is made of."""
