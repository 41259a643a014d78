"""What each implementation of the tiny GPT spells differently."""
