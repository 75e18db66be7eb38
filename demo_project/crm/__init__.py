"""Companies, people, products and deals."""
