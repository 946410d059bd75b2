"""What SMS channels share: alphabets, segments, words without costly signs, phone addresses, receipts, SMPP itself."""
