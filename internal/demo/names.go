package demo

// Every name here is common in England; the people they are put together into
// are invented, and have NHS numbers of the range that is kept for tests.

var givenNames = []string{
	"Aisha", "Aled", "Amara", "Arjun", "Beatrix", "Ben", "Bethany", "Caoimhe", "Chloe", "Daniel", "Dev", "Ellie", "Emeka", "Farah",
	"Finn", "Freya", "George", "Grace", "Hana", "Harvey", "Imani", "Isaac", "Jade", "Jamal", "José", "Kezia", "Kofi", "Lily", "Łukasz",
	"Maisie", "Mohammed", "Nadia", "Ngozi", "Niamh", "Oscar", "Parveen", "Priya", "Quinn", "Rhys", "Rosa", "Sam", "Shanice", "Siân",
	"Tariq", "Tomasz", "Uma", "Violet", "Wren", "Xander", "Yusuf", "Zainab", "Zoe",
}

var familyNames = []string{
	"Adeyemi", "Ahmed", "Baker", "Begum", "Bennett", "Campbell", "Carter", "Chowdhury", "Clarke", "Davies", "Edwards", "Evans-Okoro",
	"Fletcher", "García", "Green", "Hall", "Hughes", "Hussain", "Iqbal", "Jones", "Kaur", "Khan", "Kowalski", "Lewis", "McAllister",
	"Mensah", "Mitchell", "Nowak", "O’Brien", "Okafor", "Patel", "Phillips", "Qureshi", "Roberts", "Robinson", "Rossi", "Singh",
	"Smith", "St John-Smythe", "Taylor", "Thompson", "Ukaegbu", "van der Berg", "Walker", "White", "Williams", "Wright", "Xu", "Young", "Zając",
}

var motherNames = []string{"Angela", "Bernadette", "Blessing", "Carol", "Diane", "Fatima", "Joanne", "Kuldip", "Magdalena", "Nasreen", "Patricia", "Sunita", "Teresa", "Yvonne"}

var preferredNames = map[string]string{
	"Daniel": "Danny", "Bethany": "Beth", "Beatrix": "Bea", "Mohammed": "Mo", "Tomasz": "Tom", "Zainab": "Zee", "Isaac": "Ike", "Harvey": "Harv",
}

var (
	streets     = []string{"Mill Lane", "Station Road", "Orchard Close", "Church Street", "Alder Way", "Quarry Bank", "Harbour View", "Kestrel Drive"}
	languages   = []string{"English", "English", "English", "English", "English", "Polish", "Urdu", "Bengali", "British Sign Language"}
	ethnicities = []string{"White British", "White British", "White British", "White British", "Indian", "Pakistani", "Bangladeshi", "Black African", "Black Caribbean", "White and Black Caribbean", "Any other White background", "Chinese"}
	pronouns    = []string{"she/her", "he/him", "they/them"}
	needs       = []string{
		"Easy read and pictures. Time to think before answering.",
		"Makaton. Meet in a quiet room.",
		"Tell changes the day before. No phone calls: text first.",
		"Uses a talking mat. Bring the same person each time.",
		"Plain language, one question at a time.",
	}
)

var reasons = map[string][]string{
	"red": {
		"Placement has given notice and there is nowhere agreed to go. Family cannot keep going.",
		"In A&E twice this week. Not sleeping, not eating, hitting out at night.",
		"Carer is in hospital. No one else knows the routine and distress rises each day.",
		"School has excluded for the rest of term and support at home has stopped.",
	},
	"amber": {
		"Staff team has changed three times since spring. More distress, fewer outings.",
		"Waiting for a sensory assessment since the move. Family say it is getting harder.",
		"Medication was changed and sleep is poor. Needs support in the evenings soon.",
		"Anxious about leaving school. No plan for September yet.",
	},
	"green": {
		"Settled since the new support began. Plan is known by all.",
		"Good month: works at the farm twice a week and sleeps well.",
		"Early warning signs are known and the family knows whom to ring.",
		"Risks are there but managed. Review in three months.",
	},
}

var factors = map[string][]string{
	"red":   {"Home or placement at risk of breaking down", "A&E visit or emergency social care lately", "Behaviour that puts them or others at risk", "Services cannot keep them safe as things are"},
	"amber": {"Changes in support staff", "Mental health getting worse", "A big change or loss in their life", "Moving from children’s to adult services"},
	"green": {"Been in a mental health hospital before", "Changes in support staff"},
}

var notes = []string{
	"Rang home. Things are calmer since the weekend.",
	"Met at the day centre. Wants to see the dog more often, and to know who comes on Mondays.",
	"Provider asks for a joint visit with the community team.",
	"Family asked for the report in large print.",
	"Advocate offered; thinking about it.",
}

var meetings = []string{
	"Health, the council and the provider were there. Actions agreed.",
	"No change. Plan stays as it is.",
	"Housing was discussed. The council comes back next time with two offers.",
	"Family joined by video. They feel listened to and want a named contact at weekends.",
	"The school was there. A reduced timetable until half-term, then look again.",
}

var admissionNotes = []string{
	"The team at home could not keep them safe any more.", "The placement broke down at the weekend and nobody could be with them.",
	"Taken to A&E by the police, and from there to the ward.", "Stopped eating. The family asked for help for weeks.",
}

var actions = []string{"Send the housing application", "Write the crisis and contingency plan", "Ask the dentist for a home visit", "Agree the care package with the council", "Share the communication passport with the ward"}

type ward struct {
	hospital, name string
	security       string
	child, far     bool
}

var wards = []ward{
	{"Fairview Hospital", "Elm Ward", "general", false, false},
	{"Fairview Hospital", "Willow", "picu", false, false},
	{"Harbour House", "Cedar Unit", "low", false, false},
	{"Harbour House", "Rowan Unit", "medium", false, false},
	{"Moorside Hospital", "Larch", "low", false, true},
	{"Moorside Hospital", "Aspen", "medium", false, true},
	{"Kingfisher Centre", "Heron", "general", true, false},
	{"Kingfisher Centre", "Wren", "picu", true, true},
}
