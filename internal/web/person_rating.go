package web

import (
	"slices"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// personRating is the colour with all that led to it.
type personRating struct {
	Tag     ui.RatingTag
	Meaning string
	Since   string
	Rule    *ui.InsetText // what the local rule asks for after a discharge
	Facts   *ui.SummaryList
	Obliged []obligedItem // what it asks for
}

func newPersonRating(v visit, view app.PersonView, l look) personRating {
	c := view.Shown
	r := personRating{Meaning: casefile.Rating("").Meaning()}
	if c.Rating == nil {
		if slices.ContainsFunc(c.Standing, func(e casefile.Recorded) bool { return e.Fact.Kind() == casefile.Rated{}.Kind() }) {
			r.Meaning = "There is no rating now. Earlier ones are in the story below."
		}
		return r
	}
	now := c.Rating
	r.Tag = ui.RatingTag{Rating: string(now.Rating), Large: true}
	r.Meaning = view.Words.Of(now.Rating)
	r.Since = "Since " + now.Since.Long() + " (" + daysBetween(now.Since, view.Day) + ")"
	var rows []ui.SummaryRow
	add := func(key string, value ui.Component) {
		rows = append(rows, ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Body: value}})
	}
	if now.Own != "" {
		add(casefile.SaysAboutIt, paragraphs(now.Own))
	}
	add("Why", paragraphs(orWords(now.Note, "No reasons are recorded.")))
	if len(now.Factors) > 0 {
		add("What adds to the risk", lines(now.Factors))
	}
	if now.HowSoon != "" {
		add("How soon", ui.Text(now.HowSoon))
	}
	if now.WouldChange != "" {
		add("What would change it", paragraphs(now.WouldChange))
	}
	if k := now.Checked; k != nil {
		advised := ui.Group{ui.Paragraph(k.Words())}
		if k.Differs != "" {
			advised = append(advised, ui.Paragraph("Why it is another: "+k.Differs))
		}
		add("Checklist", advised)
	}
	r.Obliged = obligedItems(v, c, l.on == 0)
	add("Last decided", ui.Text(now.On.Long()+", recorded by "+now.By.Name))
	r.Facts = &ui.SummaryList{Rows: rows}
	return r
}

// daysBetween says how long something lasts, the first day included.
func daysBetween(from, to civil.Date) string {
	if to <= from {
		return "today"
	}
	return counted(int(to-from), "day", "days")
}
