package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/attachment"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// AttachmentKind is what an attached file is.
type AttachmentKind string

// Kinds of attachment.
const (
	AttachedLetter     AttachmentKind = "letter"
	AttachedAssessment AttachmentKind = "assessment"
	AttachedPlan       AttachmentKind = "plan"
	AttachedReport     AttachmentKind = "report"
	AttachedLegal      AttachmentKind = "legal"
	AttachedOwnWords   AttachmentKind = "own"
	AttachedOther      AttachmentKind = "other"
)

// AttachmentKinds lists them, in the order to offer them.
var AttachmentKinds = []AttachmentKind{AttachedLetter, AttachedAssessment, AttachedPlan, AttachedReport, AttachedLegal, AttachedOwnWords, AttachedOther}

// Word is the kind as people say it.
func (k AttachmentKind) Word() string {
	switch k {
	case AttachedLetter:
		return "Letter"
	case AttachedAssessment:
		return "Assessment"
	case AttachedPlan:
		return "Plan"
	case AttachedReport:
		return "Report of a review or meeting"
	case AttachedLegal:
		return "Legal document"
	case AttachedOwnWords:
		return "In the person’s own words or pictures"
	case AttachedOther:
		return "Something else"
	}
	return string(k)
}

// MaxAttachment is how long a file may be that is attached, in bytes.
const MaxAttachment = 20 << 20

// NewAttachment is a file to be attached.
type NewAttachment struct {
	On       civil.Date // of the letter, the assessment, and so on
	Kind     AttachmentKind
	Title    string
	FileName string
	File     []byte
	Mark     access.Mark
}

// Attachment is a file of a record as an actor sees it. One that is Withheld is
// known to be there, and nothing of it is known but the day.
type Attachment struct {
	store.Attachment
	Mark        access.Mark
	Withheld    string
	Quarantined string // why it cannot be opened; "" if it can
}

// KindOf is what its file is.
func (at Attachment) KindOf() AttachmentKind { return AttachmentKind(at.Kind) }

// Type is the type of its file.
func (at Attachment) Type() attachment.Type {
	t, _ := attachment.TypeOf(at.Media)
	return t
}

// AttachmentsView are the attachments of a record.
type AttachmentsView struct {
	Case        *casefile.Case // as the actor sees it
	Attachments []Attachment   // by day, the latest first
	lens        lens
}

// seesAttachments is the error for who does not see enough of a record to see
// what is attached to it.
func (l lens) seesAttachments() error {
	if l.Sight < access.Whole {
		return &Error{Kind: Forbidden, Text: "You do not see all of this record, so you do not see what is attached to it.", cause: &refusal{l.question.Actor.UserID, "not all of the record is seen", l.question.Permission}}
	}
	return nil
}

// attachment is one as the actor sees it.
func (a *App) attachment(l lens, at store.Attachment) Attachment {
	mark, unseen := access.Mark(at.Mark), Attachment{Attachment: store.Attachment{ID: at.ID, Case: at.Case, On: at.On, AddedAt: at.AddedAt, Withdrawn: at.Withdrawn}}
	if slices.Contains(l.backAttached, at.ID) {
		unseen.Withheld = notTheirs
		return unseen
	}
	if mark != "" {
		q := l.question
		q.Permission, q.Mark, q.Wrote = access.SeePerson, mark, at.UserID == q.Actor.UserID
		if !access.Decide(q).Allowed {
			unseen.Withheld = mark.Word()
			return unseen
		}
	}
	return Attachment{Attachment: at, Mark: mark, Quarantined: a.quarantined(at)}
}

// attachments are those of a case as the actor sees them, the latest first;
// none for who does not see all of the record.
func (a *App) attachments(ctx context.Context, l lens, register, caseID string) ([]Attachment, error) {
	if l.Sight < access.Whole {
		return nil, nil
	}
	all, err := a.store.Attachments(ctx, register, caseID)
	if err != nil {
		return nil, fail(err, "listing what is attached to case %s", caseID)
	}
	seen := make([]Attachment, 0, len(all))
	for _, at := range slices.Backward(all) {
		seen = append(seen, a.attachment(l, at))
	}
	return seen, nil
}

// Attachments are those of a record.
func (a *App) Attachments(ctx context.Context, actor access.Actor, caseID string) (AttachmentsView, error) {
	c, l, err := a.see(ctx, actor, access.SeePerson, "", caseID)
	if err != nil {
		return AttachmentsView{}, err
	}
	if err := l.seesAttachments(); err != nil {
		return AttachmentsView{}, err
	}
	v := AttachmentsView{Case: l.seen(c), lens: l}
	if v.Attachments, err = a.attachments(ctx, l, actor.Register, caseID); err != nil {
		return v, err
	}
	return v, l.looked(ctx, a, "see record", caseID, "the list of letters and documents")
}

// AttachmentView is one attachment with what was done to it.
type AttachmentView struct {
	Case       *casefile.Case // as the actor sees it
	Attachment Attachment
	Done       []store.AttachmentChange
}

// Attachment is one of a record.
func (a *App) Attachment(ctx context.Context, actor access.Actor, caseID, id string) (AttachmentView, error) {
	c, l, err := a.see(ctx, actor, access.SeePerson, "", caseID)
	if err != nil {
		return AttachmentView{}, err
	}
	v := AttachmentView{Case: l.seen(c)}
	if v.Attachment, err = a.oneAttachment(ctx, l, actor.Register, caseID, id); err != nil {
		return AttachmentView{}, err
	}
	if v.Done, err = a.store.AttachmentChanges(ctx, actor.Register, id); err != nil {
		return v, fail(err, "reading what was done to an attachment")
	}
	return v, l.looked(ctx, a, "see record", caseID, "what is noted of attachment "+id)
}

// oneAttachment is one that the actor may see.
func (a *App) oneAttachment(ctx context.Context, l lens, register, caseID, id string) (Attachment, error) {
	if l.Sight < access.Whole {
		return Attachment{}, &Error{Kind: NotFound, Text: noSuchRecord}
	}
	kept, err := a.store.Attachment(ctx, register, caseID, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Attachment{}, fail(err, "reading an attachment of case %s", caseID)
	}
	at := a.attachment(l, kept)
	if err != nil || at.Withheld != "" {
		return Attachment{}, &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
	}
	return at, nil
}

// OpenAttachment is an attachment with its file. That it was opened is noted.
func (a *App) OpenAttachment(ctx context.Context, actor access.Actor, caseID, id string) (Attachment, []byte, error) {
	_, l, err := a.see(ctx, actor, access.SeePerson, "", caseID)
	if err != nil {
		return Attachment{}, nil, err
	}
	at, err := a.oneAttachment(ctx, l, actor.Register, caseID, id)
	if err != nil {
		return Attachment{}, nil, err
	}
	switch {
	case at.Withdrawn:
		return at, nil, &Error{Kind: Forbidden, Text: "It was withdrawn, so it cannot be opened any more."}
	case at.Quarantined != "":
		return at, nil, &Error{Kind: Forbidden, Text: at.Quarantined + ", so it cannot be opened."}
	}
	file, err := a.readFile(ctx, actor.Register, at.Address)
	if err != nil {
		return at, nil, err
	}
	return at, file, l.looked(ctx, a, "open attachment", caseID, "attachment "+id)
}

// scanWait is how long who attaches a file waits for the scanner; after that it
// is scanned when the scanner answers.
const scanWait = 15 * time.Second

// Attach adds a file to a record.
func (a *App) Attach(ctx context.Context, actor access.Actor, caseID string, n NewAttachment) (id string, err error) {
	if err := authorise(actor, access.Record); err != nil {
		return "", err
	}
	if n.Mark != "" {
		if err := authorise(actor, access.MarkEntry); err != nil {
			return "", err
		}
	}
	kind, refusals := n.check(a.Today())
	id = NewID()
	var address, checked string
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		c, l, err := a.seeIn(ctx, tx, actor, access.Record, caseID)
		if err != nil {
			return err
		}
		if err := l.seesAttachments(); err != nil {
			return err
		}
		if len(refusals) > 0 {
			return refusals
		}
		if address, checked, err = a.keepFile(tx, actor.Register, n.File); err != nil {
			return err
		}
		if err := tx.Attach(store.Attachment{
			ID: id, Case: c.ID, Address: address, On: n.On, Kind: string(n.Kind), Title: strings.TrimSpace(n.Title), FileName: attachment.Name(n.FileName, kind),
			Media: kind.Media, Size: len(n.File), Mark: string(n.Mark), UserID: actor.UserID, UserName: actor.Name, Role: string(access.RoleFor(actor, access.Record)),
		}); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.Record, "attach", c.ID, "attachment "+id))
	})
	if err != nil {
		return "", fail(err, "attaching a file to case %s", caseID)
	}
	if a.CanScan() && checked == "" {
		waits, cancel := context.WithTimeout(ctx, scanWait)
		defer cancel()
		if err := a.scanFile(waits, actor.Register, address); err != nil {
			a.fault(err) // it stays in quarantine, and is tried again
		}
	}
	return id, nil
}

// check says what is wrong with a file or what is said of it.
func (n NewAttachment) check(today civil.Date) (attachment.Type, casefile.Refusals) {
	var refusals casefile.Refusals
	refuse := func(field, text string) {
		refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
	}
	kind, err := attachment.Sniff(n.File)
	switch {
	case len(n.File) == 0:
		refuse("file", "Choose the file to attach. It must not be empty")
	case len(n.File) > MaxAttachment:
		refuse("file", fmt.Sprintf("The file must be smaller than %d MB", MaxAttachment>>20))
	case errors.Is(err, attachment.ErrMacros):
		refuse("file", "The document has macros. Save it without them, as a Word document (.docx), or as a PDF")
	case err != nil:
		refuse("file", "The file must be a PDF, a Word document (.docx), an OpenDocument text, rich text, plain text, or a JPEG or PNG picture")
	}
	if !slices.Contains(AttachmentKinds, n.Kind) {
		refuse("kind", "Choose what it is")
	}
	switch title := strings.TrimSpace(n.Title); {
	case title == "":
		refuse("title", "Say in a few words what it is")
	case len([]rune(title)) > maxReason:
		refuse("title", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
	}
	switch {
	case n.On == 0:
		refuse("on", "Enter the date of it, or the day on which it came")
	case n.On > today:
		refuse("on", "The date must be today or in the past")
	}
	if n.Mark != "" && !slices.Contains(access.Marks, n.Mark) {
		refuse("mark", "Choose how sensitive it is")
	}
	return kind, refusals
}

// AttachmentChange is what is to become of an attachment. What was done before
// stays.
type AttachmentChange struct {
	Mark     access.Mark
	Withdraw bool // it was attached in error: it stays listed, and cannot be opened
	Reason   string
}

// ChangeAttachment marks an attachment as sensitive, lifts its mark, or
// withdraws it.
func (a *App) ChangeAttachment(ctx context.Context, actor access.Actor, caseID, id string, ch AttachmentChange) error {
	p, action := access.MarkEntry, "mark attachment"
	if ch.Withdraw {
		p, action = access.StrikeOut, "withdraw attachment"
	}
	if err := authorise(actor, p); err != nil {
		return err
	}
	ch.Reason = strings.TrimSpace(ch.Reason)
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		c, l, err := a.seeIn(ctx, tx, actor, p, caseID)
		if err != nil {
			return err
		}
		if l.Sight < access.Whole {
			return &Error{Kind: NotFound, Text: noSuchRecord}
		}
		kept, err := tx.Attachment(c.ID, id)
		if err != nil {
			return err
		}
		at := a.attachment(l, kept)
		if ch.Withdraw {
			ch.Mark = at.Mark
		}
		switch {
		case at.Withheld != "":
			return &Error{Kind: NotFound, Text: noSuchRecord}
		case at.Withdrawn && ch.Withdraw:
			return invalid("reason", "It is withdrawn already")
		case ch.Mark != "" && !slices.Contains(access.Marks, ch.Mark):
			return invalid("mark", "Choose how sensitive it is")
		case ch.Mark == at.Mark && !ch.Withdraw:
			return invalid("mark", "It is marked so already")
		case ch.Reason == "":
			return invalid("reason", "Say why")
		case len([]rune(ch.Reason)) > maxReason:
			return invalid("reason", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
		}
		if err := tx.ChangeAttachment(store.AttachmentChange{
			Attachment: id, Mark: string(ch.Mark), Withdrawn: at.Withdrawn || ch.Withdraw, Reason: ch.Reason, UserID: actor.UserID, UserName: actor.Name,
		}); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, p, action, c.ID, strings.TrimSpace("attachment "+id+" "+string(ch.Mark))))
	}), "changing an attachment of case %s", caseID)
}
