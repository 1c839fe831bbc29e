package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// confirmPage asks for a fresh proof before something of weight. It keeps what
// was asked for, with all that was typed, and it is done then.
type confirmPage struct {
	Page
	Password ui.PasswordInput
	Code     *ui.Details // nil for who has no app for codes
	Button   ui.Button
	Passkey  *passkeyForm
	Provider *ui.Button // nil for who is not known by the identity provider
	Next     string     // a page that was asked for
	File     bool       // which comes as a file
	Again    string     // where a form was sent
	Kept     []keptField
	Cancel   ui.Link
}

// keptField is what was typed in a field of the form that waits.
type keptField struct{ Name, Value string }

// keptPrefix begins the names of the fields that are kept, so that none of them
// is taken for one of the page's own.
const keptPrefix = "kept."

// confirmedPage leads to a file that was asked for.
type confirmedPage struct {
	Page
	Download, Back ui.Button
}

// askForProof asks who is signed in for a fresh proof.
func (s *Server) askForProof(w http.ResponseWriter, r *http.Request, rt route, v visit) error {
	if r.Method == http.MethodPost {
		if r.PostForm == nil {
			return &app.Error{Kind: app.Forbidden, Text: "Confirm first that it is you, on the page Your account, then send the file again."}
		}
		p, err := s.newConfirm(r, v)
		if err != nil {
			return err
		}
		p.Again, p.Kept = r.URL.RequestURI(), kept(r.PostForm)
		return s.showConfirm(w, http.StatusOK, p)
	}
	q := url.Values{"next": {r.URL.RequestURI()}}
	if rt.file {
		q.Set("file", "yes")
	}
	return seeOther(w, r, pathWith("/confirm", q))
}

func kept(form url.Values) (fields []keptField) {
	for name, values := range form {
		for _, value := range values {
			fields = append(fields, keptField{Name: keptPrefix + name, Value: value})
		}
	}
	slices.SortStableFunc(fields, func(a, b keptField) int { return strings.Compare(a.Name, b.Name) })
	return fields
}

func (s *Server) newConfirm(r *http.Request, v visit) (*confirmPage, error) {
	has, err := s.app.OwnFactors(r.Context(), v.SignedIn)
	if err != nil {
		return nil, err
	}
	p := &confirmPage{
		Page:     s.newPage(v, "Confirm that it is you"),
		Password: ui.PasswordInput{Label: ui.Label{Text: "Password", Size: "m"}, Name: "password"},
		Button:   ui.Button{Text: "Continue", PreventDoubleClick: "true"},
		Cancel:   ui.Link{Text: "Do not do it", Href: registerOrHome(v)},
	}
	if has.App {
		p.Code = &ui.Details{Summary: ui.Content{Text: "Use a code from your phone instead"}, Body: ui.Input{
			Label: ui.Label{Text: "Code"}, Hint: ui.Hint{Text: "6 digits, or a recovery code"}, Name: "code", Width: 20, Code: true,
			Autocomplete: "one-time-code", Autocapitalize: "characters", Spellcheck: "false",
		}}
	}
	if len(has.Passkeys) > 0 && s.app.TakesPasskeys() {
		p.Passkey = &passkeyForm{Do: "get", Action: "/confirm", Begin: "/confirm/passkey/begin", Button: ui.Button{Text: "Use a passkey", Variant: "secondary"}}
	}
	if has.Provider != "" && has.Linked {
		p.Provider = &ui.Button{Text: "Confirm with " + has.Provider, Variant: "secondary"}
	}
	return p, nil
}

// showConfirm draws the page; what it keeps is kept by both its forms.
func (s *Server) showConfirm(w http.ResponseWriter, status int, p *confirmPage) error {
	if p.Passkey != nil {
		p.Passkey.Kept = p.Kept
		for name, value := range map[string]string{"next": p.Next, "again": p.Again} {
			if value != "" {
				p.Passkey.Kept = append(p.Passkey.Kept, keptField{Name: name, Value: value})
			}
		}
		if p.File {
			p.Passkey.Kept = append(p.Passkey.Kept, keptField{Name: "file", Value: "yes"})
		}
	}
	return s.render(w, status, "confirm", p)
}

func (s *Server) beginPasskeyProof(w http.ResponseWriter, r *http.Request, v visit) error {
	c, err := s.app.PasskeyAsProof(r.Context(), v.SignedIn)
	return s.sendChallenge(w, c, err)
}

func (s *Server) confirmPage(w http.ResponseWriter, r *http.Request, v visit) error {
	p, err := s.newConfirm(r, v)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	p.Next, p.File = local(q.Get("next")), q.Get("file") != ""
	return s.showConfirm(w, http.StatusOK, p)
}

func (s *Server) confirm(w http.ResponseWriter, r *http.Request, v visit) error {
	f, waits := r.PostForm, waiting(r.PostForm)
	p, err := s.newConfirm(r, v)
	if err != nil {
		return err
	}
	p.Next, p.File, p.Again, p.Kept = waits.Next, waits.File, waits.Again, kept(waits.Form)
	proof := app.Proof{Password: f.Get("password"), Code: strings.TrimSpace(f.Get("code"))}
	if f.Get("answer") != "" {
		proof = app.Proof{}
		proof.Challenge, proof.Passkey = s.answerOf(w, r)
	}
	if proof == (app.Proof{}) {
		p.wrong("Enter your password")
		return s.showConfirm(w, http.StatusUnprocessableEntity, p)
	}
	token, err := s.app.Prove(r.Context(), v.SignedIn, proof, s.from(r))
	if err != nil {
		status := codeStatus(err)
		if status == 0 {
			return err
		}
		p.wrong(app.As(err).Text)
		return s.showConfirm(w, status, p)
	}
	return s.doWhatWaits(w, r, v, waits, token)
}

// waiting is what a page that asked for a proof has kept.
func waiting(f url.Values) app.Waiting {
	w := app.Waiting{Next: local(f.Get("next")), File: f.Get("file") != "", Again: local(f.Get("again")), Form: url.Values{}}
	for name, values := range f {
		if name, ok := strings.CutPrefix(name, keptPrefix); ok {
			w.Form[name] = values
		}
	}
	return w
}

// doWhatWaits does what was asked for, after the proof; token is that of the
// session from now on.
func (s *Server) doWhatWaits(w http.ResponseWriter, r *http.Request, v visit, waits app.Waiting, token string) error {
	http.SetCookie(w, s.cookie(sessionCookie, token, 0))
	switch {
	case waits.Again != "":
		s.mux.ServeHTTP(w, s.sentAgain(r, waits.Again, waits.Form, token))
		return nil
	case waits.File && waits.Next != "":
		return s.render(w, http.StatusOK, "confirmed", &confirmedPage{
			Page: s.newPage(v, "Your file is ready"), Download: ui.Button{Text: "Download it", Href: waits.Next}, Back: ui.Button{Text: "Go back to Homeward", Href: registerOrHome(v), Variant: "secondary"},
		})
	}
	return seeOther(w, r, orHome(waits.Next, v))
}

func (p *confirmPage) wrong(text string) {
	p.Password.ErrorMessage.Text = text
	p.Errors = []ui.ErrorItem{{Text: text, Href: "#password"}}
}

// sentAgain is the form that waited, as its user sent it, with the token that
// they have now.
func (s *Server) sentAgain(r *http.Request, path string, typed url.Values, token string) *http.Request {
	again := r.Clone(r.Context())
	again.Method = http.MethodPost
	again.URL, _ = url.Parse(path) // local has parsed it before
	again.RequestURI, again.Pattern = path, ""
	again.Body, again.ContentLength = http.NoBody, 0
	again.PostForm, again.Form = typed, url.Values{}
	for _, values := range []url.Values{typed, again.URL.Query()} {
		for name, value := range values {
			again.Form[name] = append(again.Form[name], value...)
		}
	}
	again.Header.Del("Cookie")
	for _, c := range r.Cookies() {
		if c.Name == s.cookieName(sessionCookie) {
			c.Value = token
		}
		again.AddCookie(c)
	}
	return again
}
