package web

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// attachmentsPage lists the letters and documents of a record and takes a new
// one.
type attachmentsPage struct {
	Page
	Person    string
	Who       ui.Component
	Table     *ui.SortableTable
	Action    string
	Questions []ui.Component // nil for who may not attach
	Save      ui.Button
}

func attachmentsPath(caseID string) string {
	return "/people/" + url.PathEscape(caseID) + "/attachments"
}

func attachmentPath(at app.Attachment, page string) string {
	path := attachmentsPath(at.Case) + "/" + url.PathEscape(at.ID)
	if page != "" {
		path += "/" + page
	}
	return path
}

func (s *Server) attachments(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(nil)
	s.askAttachment(f, v)
	return s.showAttachments(w, r, v, f, http.StatusOK)
}

// file asks for a file.
func (f *form) file(q ui.FileUpload) {
	f.add(q.Name, q.Name, func(p problem) ui.Component {
		q.ErrorMessage.Text = p.text
		return q
	})
}

func (s *Server) askAttachment(f *form, v visit) app.NewAttachment {
	var n app.NewAttachment
	f.file(ui.FileUpload{
		Name: "file", Label: small("Choose the file"),
		Hint:       ui.Hint{Text: fmt.Sprintf("A PDF, Word document (.docx), OpenDocument text, rich text, plain text, or JPEG or PNG picture of up to %d MB, without macros", app.MaxAttachment>>20)},
		Attributes: ui.Attributes{"accept": ".pdf,.docx,.odt,.rtf,.txt,.jpg,.jpeg,.png"},
	})
	n.Title = f.line(input("title", "What is it?", "In a few words, such as: Letter from Oak Ward about leave"), "")
	n.Kind = app.AttachmentKind(f.one("kind", "What kind of document is it?", "", "", choices(app.AttachmentKinds)...))
	n.On = f.day("on", "Its date", "Or the day on which it came. For example, "+exampleDay(f.today), "The date", 0)
	if v.may(access.MarkEntry) {
		n.Mark = f.askMark("")
		if f.typed != nil && f.typed.Get("mark") == "" {
			f.problem("mark", "Choose if it is sensitive")
		}
	}
	return n
}

func (s *Server) attach(w http.ResponseWriter, r *http.Request, v visit) error {
	caseID := r.PathValue("id")
	parts, err := r.MultipartReader()
	if err != nil {
		if _, err := s.app.Attachments(r.Context(), v.Actor, caseID); err != nil {
			return err
		}
		return &app.Error{Kind: app.Invalid, Text: "The form was not sent as a file. Go back and choose the file again."}
	}
	sent, err := readSent(parts, app.MaxAttachment)
	if err != nil {
		return fmt.Errorf("receiving a file: %w", err)
	}
	f := s.blankForm(sent.typed)
	n := s.askAttachment(f, v)
	n.FileName, n.File = sent.name, sent.file
	if len(f.problems) == 0 {
		_, err = s.app.Attach(r.Context(), v.Actor, caseID, n)
		if err == nil {
			s.tell(w, "It is attached.")
			return seeOther(w, r, attachmentsPath(caseID))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	if len(n.File) > 0 && f.about("file").text == "" {
		f.problem("file", "Choose the file again: your browser does not keep it")
	}
	return s.showAttachments(w, r, v, f, http.StatusUnprocessableEntity)
}

func (s *Server) showAttachments(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	view, err := s.app.Attachments(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	person := "/people/" + url.PathEscape(view.Case.ID)
	p := &attachmentsPage{
		Page: s.newPage(v, "Letters and documents"), Person: view.Case.Name(), Who: toTellApart(view.Case.Details), Action: attachmentsPath(view.Case.ID),
		Save: ui.Button{Text: "Attach it", PreventDoubleClick: "true"},
	}
	p.RecordParts = partsOf(v, view.Case.ID, access.Whole)
	p.Back = &ui.BackLink{Text: "Back to " + view.Case.Name(), Href: person}
	if v.may(access.Record) {
		p.Questions, p.Errors = f.Questions(), f.Errors()
	}
	if len(view.Attachments) > 0 {
		p.Table = s.attachmentsTable(v, view.Attachments)
	}
	return s.render(w, status, "attachments", p)
}

func (s *Server) attachmentsTable(v visit, all []app.Attachment) *ui.SortableTable {
	t := &ui.SortableTable{
		Caption: "Letters and documents", HideCaption: true, ID: "attachments",
		Columns: []ui.SortColumn{{Text: "Document"}, {Text: "Date"}, {Text: "Attached"}, {Text: "Change"}},
	}
	for _, at := range all {
		if at.Withheld != "" {
			t.Rows = append(t.Rows, []ui.Cell{{Text: attachmentTitle(at), Classes: "app-cell-words"}, {Text: at.On.Long()}, {Text: s.attachedAt(at)}, {}})
			continue
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: s.attachmentLines(at), Classes: "app-cell-words"}, {Text: at.On.Long()},
			{Body: ui.Lines{{Text: s.attachedAt(at)}, {Text: "by " + at.UserName, Minor: true}}, Classes: "app-cell-words"},
			{Body: changeLinks(v, at)},
		})
	}
	return t
}

// attachedAt is moment, where it stands alone.
func (s *Server) attachedAt(at app.Attachment) string {
	if day, ok := strings.CutPrefix(s.moment(at.AddedAt), "on "); ok {
		return day
	}
	return "Today " + s.moment(at.AddedAt)
}

// attachmentTitle says what an attachment is, or that it is not shown.
func attachmentTitle(at app.Attachment) string {
	if at.Withheld != "" {
		return "A document you may not see (" + at.Withheld + ")"
	}
	return at.Title
}

// attachmentLines are the title of an attachment, which opens it, and what is
// to be known of it before.
func (s *Server) attachmentLines(at app.Attachment) ui.Lines {
	title := ui.Line{Text: at.Title}
	if !at.Withdrawn && at.Quarantined == "" {
		title = ui.Line{Body: ui.Link{Text: at.Title, Href: attachmentPath(at, ""), VisuallyHiddenText: at.Type().Word + ", " + at.On.Long()}}
	}
	lines := ui.Lines{title, {Text: at.KindOf().Word() + ". " + fileWords(at), Minor: true}}
	if at.Mark != "" {
		lines = append(lines, ui.Line{Body: ui.Tag{Text: capital(at.Mark.Word()), Colour: "grey"}})
	}
	if why := attachmentClosed(at); why != "" {
		lines = append(lines, ui.Line{Text: why})
	}
	return lines
}

// attachmentClosed says why an attachment cannot be opened; "" if it can.
func attachmentClosed(at app.Attachment) string {
	switch {
	case at.Withdrawn:
		return "Withdrawn: it was attached in error"
	case at.Quarantined != "":
		return at.Quarantined + ", so it cannot be opened"
	}
	return ""
}

// fileWords say of what type and how long a file is.
func fileWords(at app.Attachment) string {
	size := strconv.Itoa(max(1, at.Size>>10)) + " KB"
	if at.Size >= 1<<20 {
		size = fmt.Sprintf("%.1f MB", float64(at.Size)/(1<<20))
	}
	return at.Type().Word + ", " + size
}

// changeLinks lead to what a visitor may do with an attachment.
func changeLinks(v visit, at app.Attachment) ui.Lines {
	var lines ui.Lines
	for _, link := range attachmentActions(v, at) {
		lines = append(lines, ui.Line{Body: link})
	}
	return lines
}

func attachmentActions(v visit, at app.Attachment) []ui.Link {
	var links []ui.Link
	if v.may(access.MarkEntry) {
		text := "Sensitive?"
		if at.Mark != "" {
			text = "Change the mark"
		}
		links = append(links, ui.Link{Text: text, VisuallyHiddenText: at.Title, Href: attachmentPath(at, "mark")})
	}
	if v.may(access.StrikeOut) && !at.Withdrawn {
		links = append(links, ui.Link{Text: "Attached in error?", VisuallyHiddenText: at.Title, Href: attachmentPath(at, "withdraw")})
	}
	return links
}

// attachmentItem is an attachment in the story. It is changed from the record as
// it stands alone.
func (s *Server) attachmentItem(v visit, at app.Attachment, change bool) ui.TimelineItem {
	item := ui.TimelineItem{ID: "attachment-" + at.ID, Title: attachmentTitle(at), When: at.On.Long(), On: at.On.String(), Struck: at.Withdrawn}
	if at.Withheld != "" {
		return item
	}
	item.Title = at.KindOf().Word() + ": " + at.Title
	item.Recorded, item.By = s.recordedAt(at.AddedAt), at.UserName+" ("+access.Role(at.Role).Word()+")"
	if at.Mark != "" {
		item.Tag = ui.Tag{Text: capital(at.Mark.Word()), Colour: "grey"}
	}
	if why := attachmentClosed(at); why != "" {
		item.Body = ui.Paragraph(why + ".")
	} else {
		item.Body = ui.Link{Text: "Open " + at.FileName, VisuallyHiddenText: fileWords(at), Href: attachmentPath(at, "")}
	}
	if change {
		item.Actions = attachmentActions(v, at)
	}
	return item
}

// filePolicy is for a file that somebody sent us.
const filePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'"

// attachmentFile gives the file. It comes as a file and never as a page: what
// is in it cannot act in the name of Homeward, whatever it is.
func (s *Server) attachmentFile(w http.ResponseWriter, r *http.Request, v visit) error {
	at, file, err := s.app.OpenAttachment(r.Context(), v.Actor, r.PathValue("id"), r.PathValue("attachment"))
	if err != nil {
		return err
	}
	return sendFile(w, at, file)
}

func sendFile(w http.ResponseWriter, at app.Attachment, file []byte) error {
	h := w.Header()
	h.Set("Content-Type", at.Media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": at.FileName}))
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Content-Length", strconv.Itoa(len(file)))
	_, err := w.Write(file)
	return err
}
