"""What every connector stands on: polite, bounded, guarded HTTP, and the contract with the rest of Onefold."""
