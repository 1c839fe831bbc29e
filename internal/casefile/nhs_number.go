package casefile

import "errors"

// ErrNHSNumber says that a text is not an NHS number.
var ErrNHSNumber = errors.New("that is not a valid NHS number: an NHS number has 10 digits, such as 999 123 4578, and the last one checks the others")

// ParseNHSNumber reads an NHS number, with or without spaces and dashes, and
// returns its ten digits. The tenth is checked by modulus 11 as the NHS Data
// Dictionary lays down.
func ParseNHSNumber(s string) (string, error) {
	digits := make([]byte, 0, 10)
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			if len(digits) == 10 {
				return "", ErrNHSNumber
			}
			digits = append(digits, byte(r))
		case r == ' ' || r == '-' || r == '\u00a0' || r == '\u2009' || r == '\u2010' || r == '\u2011' || r == '\u2013' || r == '\t':
		default:
			return "", ErrNHSNumber
		}
	}
	if len(digits) != 10 {
		return "", ErrNHSNumber
	}
	sum, same := 0, true
	for i, d := range digits[:9] {
		sum += int(d-'0') * (10 - i)
		same = same && d == digits[0]
	}
	check := 11 - sum%11
	if check == 11 {
		check = 0
	}
	if check == 10 || check != int(digits[9]-'0') || (same && digits[9] == digits[0]) {
		return "", ErrNHSNumber
	}
	return string(digits), nil
}

// FormatNHSNumber writes ten digits as people read them: 999 123 4578.
func FormatNHSNumber(s string) string {
	if len(s) != 10 {
		return s
	}
	return s[:3] + " " + s[3:6] + " " + s[6:]
}
