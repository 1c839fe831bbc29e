package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/document/documenttest"
	"homeward/internal/web/ui"
)

type postbox struct{ sent []string }

func (p *postbox) Send(_ context.Context, _, to, subject, text string, _ time.Time) error {
	p.sent = append(p.sent, to+"\n"+subject+"\n"+text)
	return nil
}

func TestLettersAboutAReferral(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.openToReferrals()
	receipt, err := s.app.Refer(t.Context(), access.Actor{}, "NORTH", "", casefile.ReferralForm{
		Given: "Rosa", Family: "Example", Address: "1 Long Lane", Who: casefile.Professional, Name: "Dr Lou Finch", Email: "lou@gp.example", Tell: casefile.ByEmail,
		WhyNow: "She has not slept.", Knows: "no", Secret: "She would be angry", EasyRead: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	ref := receipt.Reference
	b := s.signedIn(access.Coordinator, "NORTH")
	path := regexp.MustCompile(`/people/[0-9a-f]+/referral`).FindString(b.get("/referrals").body)
	says(t, b.page(path), "Letters and email")
	letters := path + "/letters?for=" + ref
	page := b.page(letters)
	says(t, page, "That the referral has come, and what happens next", "Rosa Example", "Dr Lou Finch, who referred them", "The person may not know of the referral",
		"The letters say neither who wrote nor what", "Acknowledge the referral", "no mail server is set up")
	saysNot(t, page, "What was decided", "Send the email")

	letter := func(more url.Values) answer {
		q := url.Values{"for": {ref}, "letter": {"acknowledged"}, "to": {"person"}, "words": {"easy"}, "format": {"html"}}
		for name, values := range more {
			q[name] = values
		}
		return b.get(path + "/letter?" + q.Encode())
	}
	html := letter(nil)
	if html.status != http.StatusOK || !strings.Contains(html.body, "<p>Rosa Example<br>1 Long Lane</p>") || !strings.Contains(html.body, "<span>Somebody who knows you wrote to us.</span>") || strings.Contains(html.body, "Finch") {
		t.Errorf("the letter: %d\n%s", html.status, html.body)
	}
	pdf := letter(url.Values{"format": {"pdf"}, "to": {"referrer"}, "words": {"plain"}})
	if read := documenttest.Text(t, []byte(pdf.body)); !strings.Contains(read, "Dear Dr Lou Finch,") || !strings.Contains(read, ref) || strings.Contains(read, "Long Lane") {
		t.Errorf("the PDF reads %s", read)
	}
	for name, wrong := range map[string]url.Values{"not decided": {"letter": {"outcome"}}, "no letter": {"letter": {"x"}}, "nobody": {"to": {"all"}}, "no referral": {"for": {"R-NONE"}}} {
		if got := letter(wrong); got.status != http.StatusUnprocessableEntity || strings.Contains(got.body, "Dear") {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	if got := b.post(path+"/email", url.Values{"for": {ref}, "version": {"2"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("without a mail server: %d", got.status)
	}

	post := &postbox{}
	s.app.SendBy(post, "https://homeward.example")
	doc := b.page(letters)
	b.post(path+"/email", formOf(t, doc, path+"/email").with(nil)).leads(letters)
	says(t, b.page(letters), "it is being sent", "There is nothing new to send")
	if err := s.app.Deliver(t.Context(), "NORTH"); err != nil || len(post.sent) != 1 || !strings.HasPrefix(post.sent[0], "lou@gp.example\nWe have referral "+ref) {
		t.Errorf("sent %q, %v", post.sent, err)
	}
	says(t, b.page(path), "Referral acknowledged", "By email")

	refused(t, s.signedIn(access.Chair, "NORTH"), http.StatusForbidden, "GET "+letters, "GET "+path+"/letter?for="+ref+"&letter=acknowledged&to=person", "POST "+path+"/email")
	refused(t, s.signedIn(access.Coordinator, "SOUTH"), http.StatusNotFound, "GET "+letters, "POST "+path+"/email")
}

// Who decided first is told so before the form; another decides.
func TestWhoDecidedFirstIsToldThatSomebodyElseDecides(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.openToReferrals()
	receipt, err := s.app.Refer(t.Context(), access.Actor{}, "NORTH", "", casefile.ReferralForm{Given: "Rosa", Who: casefile.FamilyMember, Name: "Maria", Phone: "1", WhyNow: "Crisis"})
	if err != nil {
		t.Fatal(err)
	}
	b := s.signedIn(access.Coordinator, "NORTH")
	path := regexp.MustCompile(`/people/[0-9a-f]+/referral`).FindString(b.get("/referrals").body)
	record := func(kind string) string {
		return strings.TrimSuffix(path, "/referral") + "/record/" + kind + "?for=" + receipt.Reference
	}
	b.fill(record("referral-placed"), nil).leads(path)
	marks := map[string]string{"reason": "Not now", "signposting": "The advice line", "not_whole": "None could come"}
	for _, id := range []string{"condition", "area", "risk", "change", "agreement"} {
		marks["criterion-"+id] = "met"
	}
	b.fill(record("referral-declined"), marks).leads(path)
	// Whom else one tells, the person is still to be told, and the page says so.
	says(t, b.page(path), "The person has not been told yet what was decided, nor has anybody who speaks for them.")
	b.fill(record("outcome-told"), map[string]string{"to": "whoever referred them", "how": "phone"}).leads(path)
	says(t, b.page(path), "On 2 March 2026 whoever referred them was told.", "Outcome to be told", "Outcome of the referral told to whoever referred them")
	chair := s.signedIn(access.Chair, "NORTH")
	refused(t, chair, http.StatusForbidden, "GET "+record("referral-declined"), "POST "+record("referral-declined"), "GET "+record("referral-asked"))
	saysNot(t, chair.page("/today"), "to look at again")
	b.fill(record("referral-reconsidered"), map[string]string{"by": "Her mother", "note": "In A&E"}).leads(path)
	// In a register with one coordinator a commissioner looks at it again.
	says(t, chair.page(path), "Accept the referral", "Decline the referral", "by 30 Mar 2026", "area’s own")
	saysNot(t, chair.page(path), "Letters and email", "Ask for more information")
	says(t, chair.page(record("referral-declined")), "Why?")
	says(t, chair.page("/referrals"), "by 30 Mar 2026", "a local number")
	says(t, chair.page("/today"), "Referrals to look at again (1 to look at again)", "Look at the referral again, by 30 Mar 2026")
	says(t, b.page("/today"), "1 to look at again", "Look at the referral again, by 30 Mar 2026")
	says(t, b.page(strings.TrimSuffix(path, "/referral")+"/referral/letters?for="+receipt.Reference), "That you look at it again")
	page := b.page(path)
	says(t, page, "You made the first decision. Somebody else has to decide this time: another coordinator, a review coordinator, or a commissioner and chair.", "Record that the outcome was told")
	saysNot(t, page, "Accept the referral", "Decline the referral")
	colleague := s.browser()
	colleague.signIn(s.user("second@north.example", []access.Role{access.Coordinator}, "NORTH"))
	page = colleague.page(path)
	says(t, page, "Accept the referral", "Decline the referral")
	saysNot(t, page, "You made the first decision")

	// Who asks takes that back, and asks again.
	says(t, colleague.page(record("referral-withdrawn")), "What was decided before stands")
	colleague.fill(record("referral-withdrawn"), map[string]string{"by": "Her mother"}).leads(path)
	page = colleague.page(path)
	says(t, page, "The request to look at it again was withdrawn", "Look at it again")
	saysNot(t, page, "Accept the referral", "Referral withdrawn")
	says(t, colleague.page(strings.TrimSuffix(path, "/referral")+"/referral/letters"), "What was decided")
	colleague.fill(record("referral-reconsidered"), map[string]string{"by": "Her mother", "note": "In A&E again"}).leads(path)

	// That no whole panel screened it is asked, shown and counted.
	says(t, colleague.page("/referrals"), "Decided without a whole panel")
	says(t, colleague.page("/referrals?panel=no"), "1 referral", receipt.Reference, "Decided without a whole panel")

	// Who is accepted was asked for nothing yet, and is asked next.
	person := strings.TrimSuffix(path, "/referral")
	says(t, colleague.page(record("referral-accepted")), "Ask for consent next", "About consent the referral says: “Not answered”.")
	delete(marks, "signposting")
	colleague.fill(record("referral-accepted"), marks).leads(person + "/record/consent?step=about")
	says(t, colleague.page(person+"/record/consent?step=about"), "They are on the register. Ask for consent next", "What was decided?", "Who decided?")
	says(t, colleague.page(path), "Ask for consent next")
	says(t, colleague.page(person+"/consent"), "Nobody has asked Rosa if they agree to be on the register.")
}

// That no address is written is said in a sentence of its own.
func TestALetterToNowhereSaysSo(t *testing.T) {
	t.Parallel()
	l := app.ReferralLetters{PersonView: app.PersonView{Case: casefile.Fold("x", nil)}, State: &casefile.ReferralState{}}
	asked := askLetter(&l, app.LetterOffer{Letter: app.LetterTells, To: []app.LetterTo{app.ToPerson, app.ToParent, app.ToReferrerFull}})
	for _, q := range asked.Questions {
		radios, ok := q.(ui.Radios)
		if !ok || radios.Name != "to" {
			continue
		}
		for _, item := range radios.Items {
			if hint := item.Hint.Text; !strings.HasSuffix(hint, "No address is written: hand it over, or add one by hand") || strings.Contains(hint, "?.") || strings.HasPrefix(hint, ".") {
				t.Errorf("of %q it says %q", item.Text, hint)
			}
		}
		return
	}
	t.Error("nobody is asked to whom")
}
