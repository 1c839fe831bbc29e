package web

import (
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// riskFactors are what areas publish as signs of a risk of going into
// hospital, in plain English; after the list of Kent and Medway
// (kmhealthandcare.uk, dynamic support service, making a referral). They
// remind; the colour is for a person to decide.
var riskFactors = []string{
	"Home or placement at risk of breaking down",
	"Services cannot keep them safe as things are",
	"Mental health getting worse",
	"Physical health getting worse",
	"Behaviour that puts them or others at risk",
	"A big change or loss in their life",
	"Changes in support staff",
	"Moving from children’s to adult services",
	"School or college place at risk, or a residential school",
	"Been in a mental health hospital before",
	"A&E visit or emergency social care lately",
	"Police or courts involved",
	"Alcohol or drugs",
	"What the community can offer has been tried",
}

// referralRisks are what whoever refers can tick: beside those what is told as
// an early sign.
var referralRisks = slices.Concat(riskFactors[:len(riskFactors)-1], []string{
	"Whoever cares for them at home is ill or cannot go on",
	"Excluded from school or college, or cannot attend",
	"A 52-week school or residential placement is under strain",
}, riskFactors[len(riskFactors)-1:])

var soonness = []string{"Within 48 hours", "Within 2 weeks", "Within 3 months", "Later, or not known"}

var ratingForm = recordForm{
	kind: "rating", title: "Record a rating", done: "The rating is recorded.", needs: access.Rate,
	hint: "How high the risk of going into hospital is now, and why",
	ask: func(f *form) casefile.Decision {
		if now := f.c.Rating; now != nil {
			f.show(ui.InsetText{Text: "They have been rated " + strings.ToLower(now.Rating.Word()) + " since " + now.Since.Long() + "."})
		}
		checked := f.advice()
		var r casefile.Rated
		suggested := ""
		if after := f.help.Discharge.After(f.c, f.today); after != nil {
			suggested = string(after.Rating)
			f.show(ui.InsetText{Text: afterDischargeWords(*after) + " You decide."})
		}
		r.Rating = casefile.Rating(f.one("rating", "What is the rating?", "", suggested, f.colours(ratingsFor(f.c))...))
		on := f.when("When was this decided?")
		reason := f.words(ui.Textarea{
			Name: "note", Label: small("Why is this the right rating now?"),
			Hint: ui.Hint{Text: "What has happened, what has changed, and what is in place. The person may read this."},
		}, "")
		r.Own = f.askOwn()
		if r.Checked = checked; checked != nil {
			checked.Differs = f.words(ui.Textarea{
				Name: "differs", Label: small("If it is not what the checklist advises: why not?"), Rows: 3,
				Hint: ui.Hint{Text: "What the questions do not see"},
			}, "")
			if checked.Advised == r.Rating {
				checked.Differs = ""
			}
		}
		r.Factors = f.any("factors", "What adds to the risk? (optional)", "Tick all that apply", nil, texts(riskFactors)...)
		if other := f.line(input("other_factor", "Something else that adds to the risk (optional)", ""), ""); other != "" {
			r.Factors = append(r.Factors, other)
		}
		r.HowSoon = f.one("how_soon", "How soon could they go into hospital? (optional)", "", "", texts(soonness)...)
		r.WouldChange = f.words(ui.Textarea{
			Name: "would_change", Label: small("What would change the rating? (optional)"), Rows: 3,
			Hint: ui.Hint{Text: "What would make things better, and what would make them worse"},
		}, "")
		return casefile.Rate{On: on, Rated: r, Reason: reason}
	},
}

// ratingsFor leaves out blue for someone at home: it comes with the admission.
func ratingsFor(c *casefile.Case) []casefile.Rating {
	if c.InHospital() {
		return casefile.Ratings
	}
	return slices.DeleteFunc(slices.Clone(casefile.Ratings), func(r casefile.Rating) bool { return r == casefile.Blue })
}

// colours are the ratings with their meaning, and what each obliges to here.
func (f *form) colours(ratings []casefile.Rating) []choice {
	out := make([]choice, len(ratings))
	for i, r := range ratings {
		out[i] = choice{value: string(r), body: ui.RatingTag{Rating: string(r)}, hint: f.help.Words.Of(r)}
		if obliges := f.help.Obliges[r]; len(obliges) > 0 {
			out[i].hint += " It asks for: " + strings.Join(obliges, "; ") + "."
		}
	}
	return out
}

// texts makes answers that are stored as they are read.
func texts(words []string) []choice {
	out := make([]choice, len(words))
	for i, w := range words {
		out[i] = choice{value: w, text: w}
	}
	return out
}
