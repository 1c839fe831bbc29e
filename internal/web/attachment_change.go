package web

import (
	"fmt"
	"net/http"
	"slices"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// attachmentChangePage marks an attachment as sensitive, or withdraws it.
type attachmentChangePage struct {
	Page
	Person    string
	Who       ui.Component
	Words     string
	About     ui.SummaryList
	Action    string
	Questions []ui.Component
	Save      ui.Button
	Cancel    ui.Link
	Done      []string // what was done before, the latest first
}

// attachmentMark and attachmentWithdraw are the pages; each form is sent to its
// own address.
func (s *Server) attachmentMark(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.changeAttachment(w, r, v, false)
}

func (s *Server) attachmentWithdraw(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.changeAttachment(w, r, v, true)
}

func (s *Server) changeAttachment(w http.ResponseWriter, r *http.Request, v visit, withdraw bool) error {
	view, err := s.app.Attachment(r.Context(), v.Actor, r.PathValue("id"), r.PathValue("attachment"))
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	if r.Method == http.MethodPost {
		f = s.blankForm(r.PostForm)
	}
	ch := app.AttachmentChange{Withdraw: withdraw}
	if !withdraw {
		ch.Mark = f.askMark(view.Attachment.Mark)
		if f.typed != nil && f.typed.Get("mark") == "" {
			f.problem("mark", "Choose if it is sensitive")
		}
	}
	ch.Reason = f.askMarkReason()
	if f.typed == nil {
		return s.showAttachmentChange(w, v, view, f, withdraw, http.StatusOK)
	}
	if len(f.problems) == 0 {
		err := s.app.ChangeAttachment(r.Context(), v.Actor, view.Case.ID, view.Attachment.ID, ch)
		if err == nil {
			s.tell(w, "It is saved. What was done before stays in the record.")
			return seeOther(w, r, attachmentsPath(view.Case.ID))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showAttachmentChange(w, v, view, f, withdraw, http.StatusUnprocessableEntity)
}

func (s *Server) showAttachmentChange(w http.ResponseWriter, v visit, view app.AttachmentView, f *form, withdraw bool, status int) error {
	at := view.Attachment
	p := &attachmentChangePage{
		Page: s.newPage(v, "Mark a document as sensitive"), Person: view.Case.Name(), Who: toTellApart(view.Case.Details), Questions: f.Questions(), Action: attachmentPath(at, "mark"),
		Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Cancel", Href: attachmentsPath(view.Case.ID)},
		About: summary(fact{"Document", at.Title}, fact{"Kind", at.KindOf().Word()}, fact{"File", at.FileName + " (" + fileWords(at) + ")"}, fact{"Date", at.On.Long()},
			fact{"Attached", s.attachedAt(at) + " by " + at.UserName + " (" + access.Role(at.Role).Word() + ")"}),
	}
	for i := range p.About.Rows {
		p.About.Rows[i].Key.Width = ""
	}
	if withdraw {
		p.Title, p.Action, p.Save = "Withdraw a document that was attached in error", attachmentPath(at, "withdraw"), ui.Button{Text: "Withdraw it", Variant: "warning", PreventDoubleClick: "true"}
		p.Words = "It stays listed, with your reason, and nobody can open it any more. Do this when it is about somebody else, or was never meant to be here."
	}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to letters and documents", Href: attachmentsPath(view.Case.ID)}, f.Errors()
	for i, c := range slices.Backward(view.Done) {
		what := "The mark was lifted"
		switch {
		case c.Withdrawn && (i == 0 || !view.Done[i-1].Withdrawn):
			what = "Withdrawn"
		case c.Mark != "":
			what = "Marked as " + access.Mark(c.Mark).Word()
		}
		p.Done = append(p.Done, fmt.Sprintf("%s by %s %s: %s", what, c.UserName, s.moment(c.At), c.Reason))
	}
	return s.render(w, status, "attachment_change", p)
}
