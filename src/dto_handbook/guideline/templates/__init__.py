"""Templates for the answers to "where does my DTO go?"; each names its path."""
