package notify

// Letter is letter, for tests that look for addresses which break it.
func (n *Notifier) Letter(t Target, m Message) ([]byte, error) { return n.letter(&t, &m) }
