package app

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWhichPasswordsAreRefused(t *testing.T) {
	t.Parallel()
	own := []string{"Jo Marsh-Webb", "jo.marsh@northshire.example", "Northshire", "NSH"}
	for _, password := range []string{
		"", "short", "elevenchars", "aaaaaaaaaaaa", "abcabcabcabc", "123456789012", "0987654321098", "password1234", "Password2026!", "P@ssw0rd2026!!", "passwordpassword",
		"PASSWORD PASSWORD", "letmeinletmein1", "qwertyuiop12", "1qaz2wsx3edc", "Qwerty123456", "Summer2026!!", "summer-winter", "Liverpool2019", "monkeydragon1",
		"Welcome12345", "iloveyou2010", "Northshire2026!", "jomarsh19841984", "marsh-webb-2026", "northshire.example", "JoMarsh!Northshire", "correcthorsebatterystaple",
		"            ", "!!!!!!!!!!!!", "2001200220032004", "abcdefghijkl", "zyxwvutsrqpo", "h0m3w4rdh0m3w4rd", "nhsnurse2026", strings.Repeat("x1Y!", 51),
	} {
		err := checkPassword(password, own...)
		if err == nil {
			t.Errorf("%q passes (worth %d)", password, effort(password, own))
			continue
		}
		if e := wantKind(t, err, Invalid); len(e.Refusals) != 1 || e.Refusals[0].Field != "password" {
			t.Errorf("%q is refused for %+v", password, e.Refusals)
		}
	}
	for _, password := range []string{
		"correct horse battery", "dragon summer coffee", "threerandomwords", "a-home-not-a-ward", "vk7 qpa z2m xw", "kettle under marigold", "Ystafell wely fach", "日本語の長い秘密のことば",
		"ubrgxqwzhnvp", "jo likes kippers for tea", "2026 was a year of jam", "correct horse correct hearse",
	} {
		if err := checkPassword(password, own...); err != nil {
			t.Errorf("%q: %v (worth %d)", password, err, effort(password, own))
		}
	}
}

// FuzzPassword holds that anything can be typed.
func FuzzPassword(f *testing.F) {
	f.Add("correct horse", "Jo")
	f.Add(strings.Repeat("ab", 100), "\xff")
	f.Fuzz(func(t *testing.T, password, own string) {
		checkPassword(password, own)
		if utf8.RuneCountInString(password) > MaxPassword {
			return // which it takes apart no further
		}
		if effort(password, []string{own}) < 0 {
			t.Errorf("%q is worth less than nothing", password)
		}
	})
}
