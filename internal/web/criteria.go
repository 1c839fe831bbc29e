package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// criteriaPage has the criteria of a register, for anyone to read.
type criteriaPage struct {
	Page
	To       app.ReferralsTo
	Easy     bool
	Default  bool // they come with the program: the area has published none
	Old      bool // others hold now
	Which    string
	Intro    []string
	Items    []string
	Contact  []string
	Links    []ui.Link
	Versions []ui.Link
}

func criteriaPath(register string, version int, easy bool) string {
	q := url.Values{}
	if version > 0 {
		q.Set("version", strconv.Itoa(version))
	}
	if easy {
		q.Set("easy", "1")
	}
	return pathWith("/criteria/"+url.PathEscape(register), q)
}

func (s *Server) criteria(w http.ResponseWriter, r *http.Request, v visit) error {
	to, all, err := s.app.PublishedCriteria(r.Context(), v.Actor, r.PathValue("register"))
	if err != nil {
		return err
	}
	c, old := all[0], false
	if asked := r.URL.Query().Get("version"); asked != "" {
		n, err := strconv.Atoi(asked)
		chosen, ok := app.Version(all, n)
		if err != nil || !ok {
			return &app.Error{Kind: app.NotFound}
		}
		c, old = chosen, chosen.N != c.N
	}
	easy := r.URL.Query().Get("easy") == "1"
	p := &criteriaPage{Page: s.newPage(v, "Who can be on the register in "+to.Name), To: to, Easy: easy, Default: c.N == 0, Old: old, Contact: to.Contact()}
	version := 0
	if old {
		version = c.N
	}
	other := ui.Link{Text: "Easy read", Href: criteriaPath(to.Register, version, true)}
	text := c.Plain
	if easy {
		p.Title, text = "Can I be on the register?", c.Easy
		other = ui.Link{Text: "In plain English", Href: criteriaPath(to.Register, version, false)}
	}
	p.Intro = linesOfText(text)
	for _, item := range c.Items {
		words := item.Plain
		if easy {
			words = item.Easy
		}
		p.Items = append(p.Items, words)
	}
	p.Links = []ui.Link{other}
	if to.Open || v.may(access.Refer) {
		p.Links = append(p.Links, ui.Link{Text: map[bool]string{false: "Refer somebody, or yourself", true: "Tell us about you"}[easy], Href: referPath(to.Register, "")})
	}
	if c.N > 0 {
		p.Which = "Version " + strconv.Itoa(c.N) + ", published on " + s.dayOf(c.PublishedAt).Long()
	}
	for _, each := range all {
		if each.N != c.N {
			p.Versions = append(p.Versions, ui.Link{Text: "Version " + strconv.Itoa(each.N) + ", of " + s.dayOf(each.PublishedAt).Long(), Href: criteriaPath(to.Register, each.N, easy)})
		}
	}
	if v.isSignedIn() && v.may(access.SeeReferrals) && to.Register == v.Actor.Register {
		p.Back = &ui.BackLink{Text: "Back to the referrals", Href: referralsPath}
	}
	return s.render(w, http.StatusOK, "criteria", p)
}

// linesOfText are the lines of a text that say something.
func linesOfText(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// criteriaNewPage is where a coordinator publishes criteria.
type criteriaNewPage struct {
	Page
	Default   bool
	Questions []ui.Component
	Save      ui.Button
	Read      ui.Link
}

func askCriteria(f *form, now app.Criteria) (c app.Criteria) {
	var plain, easy []string
	for _, item := range now.Items {
		plain, easy = append(plain, item.Plain), append(easy, item.Easy)
	}
	c.Plain = f.words(ui.Textarea{Name: "plain", Label: small("Whom is the register for?"), Rows: 6, Hint: ui.Hint{Text: "In plain English. Say also what it is not for"}}, now.Plain)
	lines := linesOfText(f.words(ui.Textarea{Name: "items", Label: small("The criteria"), Rows: 12, Hint: ui.Hint{Text: "Each on a line of its own"}}, strings.Join(plain, "\n")))
	c.Easy = f.words(ui.Textarea{Name: "easy", Label: small("Whom is it for, in easy read?"), Rows: 6, Hint: ui.Hint{Text: "Short sentences, each on a line of its own"}}, now.Easy)
	easyLines := linesOfText(f.words(ui.Textarea{Name: "easy_items", Label: small("The criteria in easy read"), Rows: 12, Hint: ui.Hint{Text: "As many lines as above, in the same order"}}, strings.Join(easy, "\n")))
	for i, line := range lines {
		item := app.Criterion{Plain: line}
		if i < len(easyLines) {
			item.Easy = easyLines[i]
		}
		c.Items = append(c.Items, item)
	}
	if f.typed != nil && len(easyLines) != len(lines) {
		f.problem("easy_items", "Write each criterion in easy read as well: "+counted(len(lines), "line", "lines")+", and you have "+strconv.Itoa(len(easyLines)))
	}
	return c
}

func (s *Server) criteriaNew(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.app.Criteria(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	askCriteria(f, now)
	return s.showCriteriaNew(w, v, f, now, http.StatusOK)
}

func (s *Server) publishCriteria(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.app.Criteria(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	c := askCriteria(f, now)
	if len(f.problems) == 0 {
		n, err := s.app.PublishCriteria(r.Context(), v.Actor, c)
		if err == nil {
			s.tell(w, "Version "+strconv.Itoa(n)+" of the criteria is published. Earlier versions can still be read.")
			return seeOther(w, r, criteriaPath(v.Actor.Register, 0, false))
		}
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		f.refuse(e.Refusals)
	}
	return s.showCriteriaNew(w, v, f, now, http.StatusUnprocessableEntity)
}

func (s *Server) showCriteriaNew(w http.ResponseWriter, v visit, f *form, now app.Criteria, status int) error {
	p := &criteriaNewPage{
		Page: s.newPage(v, "Publish the criteria"), Default: now.N == 0, Questions: f.Questions(), Save: ui.Button{Text: "Publish", PreventDoubleClick: "true"},
		Read: ui.Link{Text: "Read those that hold now", Href: criteriaPath(v.Actor.Register, 0, false)},
	}
	p.Back = &ui.BackLink{Text: "Back to the referrals", Href: referralsPath}
	if status != http.StatusOK {
		p.Errors = f.Errors()
	}
	return s.render(w, status, "criteria_new", p)
}
