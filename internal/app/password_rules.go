package app

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a password, in characters. The longest is there for the work that
// hashing takes. docs/decisions/passwords.md says why there are no other rules
// than these and that it must not be easy to guess.
const (
	MinPassword = 12
	MaxPassword = 200
)

//go:embed password_words.txt
var passwordWordList string

// passwordWords are those that passwords are guessed by first.
var passwordWords = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(passwordWordList) {
		words[word] = true
	}
	return words
}()

// checkPassword refuses a password that is too short or too easy to guess. Own
// are texts that a guess about this user begins with: the name, the e-mail
// address, the register.
func checkPassword(password string, own ...string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return invalid("password", fmt.Sprintf("The password must have at least %d characters", MinPassword))
	case n > MaxPassword:
		return invalid("password", fmt.Sprintf("The password must have %d characters or fewer", MaxPassword))
	case effort(password, own) < leastEffort:
		return invalid("password", "This password is too easy to guess. Choose three or more words that have nothing to do with each other or with you")
	}
	return nil
}

// What the pieces of a password are worth against guessing. A common word is
// worth as much as two characters that nothing explains; a name of the user or
// a year is worth nothing.
const (
	leastEffort = 12
	ofLetter    = 2 // or of a digit
	ofSign      = 1 // or of a space
	ofWord      = 4
	ofRun       = 2 // of keys or letters that follow each other
	ofRepeating = 1
	ofKnown     = 0
)

// effort is what a password is worth, taken apart in the way that makes it
// worth least.
func effort(password string, own []string) int {
	typed := []rune(strings.ToLower(password))
	for size := 1; size <= len(typed)/2; size++ {
		if repeats(typed, size) {
			return effortOf(typed[:size], ownWords(own)) + ofRepeating
		}
	}
	return effortOf(typed, ownWords(own))
}

// repeats reports whether a text is its first part again and again, the last
// time perhaps not whole.
func repeats(text []rune, size int) bool {
	for i := size; i < len(text); i++ {
		if text[i] != text[i-size] {
			return false
		}
	}
	return true
}

// ownWords are the words of texts, of three letters or more.
func ownWords(texts []string) map[string]bool {
	words := map[string]bool{}
	for _, text := range texts {
		for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if utf8.RuneCountInString(word) >= 3 {
				words[word] = true
			}
		}
	}
	return words
}

// disguises are the signs that stand for letters in passwords.
var disguises = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

const longestGuess = 32 // letters in a word of the list or of the user's own

func effortOf(typed []rune, own map[string]bool) int {
	plain := []rune(disguises.Replace(string(typed)))
	worth := make([]int, len(typed)+1) // of what is before each place
	for end := 1; end <= len(typed); end++ {
		worth[end] = worth[end-1] + ofSign
		if r := typed[end-1]; unicode.IsLetter(r) || unicode.IsDigit(r) {
			worth[end] = worth[end-1] + ofLetter
		}
		for start := max(0, end-longestGuess); start <= end-3; start++ {
			if piece, ok := known(typed[start:end], plain[start:end], own); ok {
				worth[end] = min(worth[end], worth[start]+piece)
			}
		}
	}
	return worth[len(typed)]
}

// known is what a piece is worth that can be guessed whole; ok is false when
// nothing is known of it.
func known(typed, plain []rune, own map[string]bool) (worth int, ok bool) {
	text, word := string(typed), string(plain)
	switch {
	case own[text] || own[word] || isYear(text):
		return ofKnown, true
	case isRun(text):
		return ofRun, true
	case passwordWords[text] || passwordWords[word]:
		return ofWord, true
	}
	return 0, false
}

func isYear(text string) bool {
	return len(text) == 4 && (strings.HasPrefix(text, "19") || strings.HasPrefix(text, "20")) && strings.Trim(text, "0123456789") == ""
}

var runs = func() []string {
	var both []string
	for _, row := range []string{"abcdefghijklmnopqrstuvwxyz", "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm"} {
		back := []rune(row)
		for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
			back[i], back[j] = back[j], back[i]
		}
		both = append(both, row, string(back))
	}
	return both
}()

// isRun reports whether a text is four or more keys or letters that follow each
// other, or the same one.
func isRun(text string) bool {
	if utf8.RuneCountInString(text) < 4 {
		return false
	}
	if repeats([]rune(text), 1) {
		return true
	}
	for _, row := range runs {
		if strings.Contains(row, text) {
			return true
		}
	}
	return false
}
