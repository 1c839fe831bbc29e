package casefile

import "strings"

// Unreachable are the contacts, by their ids, whom nobody can reach by what is
// recorded: without a phone number, an e-mail address or words about how.
func (c *Case) Unreachable() (ids []string) {
	for _, contact := range c.Contacts {
		if strings.TrimSpace(contact.Phone+contact.Email) != "" {
			continue
		}
		words := ""
		for _, e := range c.Standing {
			if f, ok := e.Fact.(Contact); ok && f.ID == contact.ID {
				words = e.Note
			}
		}
		if strings.TrimSpace(words) == "" {
			ids = append(ids, contact.ID)
		}
	}
	return ids
}
