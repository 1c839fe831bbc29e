package app

import (
	"strings"

	"homeward/internal/civil"
	"homeward/internal/store"
)

// Act is one thing that somebody did, as it was noted.
type Act = store.Audit

// ActKind is what sort of act it was.
type ActKind = store.AuditKind

// Kinds of acts.
const (
	Looked   = store.Looked
	Searched = store.Searched
	Changed  = store.Changed
	Exported = store.Exported
	Signed   = store.Signed
	Refused  = store.Refused
)

// ActKinds lists them, in the order to show them.
var ActKinds = store.AuditKinds

// KindWords says a kind of acts.
func KindWords(k ActKind) string {
	switch k {
	case Looked:
		return "Looking at a record"
	case Searched:
		return "Searching"
	case Changed:
		return "Changing or recording something"
	case Exported:
		return "Exporting"
	case Signed:
		return "Signing in and out"
	case Refused:
		return "Being refused"
	}
	return string(k)
}

// actWords are the acts whose own names do not say enough to everyone.
var actWords = map[string]string{
	"see record":                          "Opened the record",
	"see beside a spreadsheet":            "Saw the record beside a line of a spreadsheet",
	"see who has looked":                  "Looked at who has looked",
	"see calendar":                        "Their calendar was read",
	"see acts":                            "Looked at what people did",
	"search":                              "Searched the register",
	"look for the same person":            "Looked if someone is on the register already",
	actExportList:                         "Exported the list of people",
	"export case":                         "Took the case out as a file",
	actExportCases:                        "Took all cases out as files",
	"export gaps":                         "Exported what support is missing",
	"download minutes":                    "Took out the minutes of a meeting",
	actExportInpatients:                   "Exported everybody in hospital",
	"export acts":                         "Exported what people did",
	"prove entry":                         "Made a proof of an entry",
	"sign in":                             "Signed in",
	"sign in refused":                     "Tried to sign in, and could not",
	"sign in locked":                      "Tried to sign in too often, and was made to wait",
	"sign out":                            "Signed out",
	"refused":                             "Was refused",
	"rate":                                "Recorded a rating",
	"add person":                          "Added the person to the register",
	"import person":                       "Brought the person in from a spreadsheet",
	"strike out":                          "Struck out an entry",
	"correct day":                         "Corrected the day of an entry",
	"record admission":                    "Recorded an admission to hospital",
	"record discharge":                    "Recorded a discharge from hospital",
	"see who is involved":                 "Looked at who is involved",
	"involve":                             "Said who is involved",
	"end involvement":                     "Ended that somebody is involved",
	"restrict record":                     "Restricted the record to those who are involved",
	"end restriction":                     "Opened the record again to those who keep the register",
	"mark entry":                          "Marked an entry as sensitive",
	"lift mark":                           "Lifted the mark of an entry",
	"attach":                              "Attached a letter or document",
	"open attachment":                     "Opened a letter or document",
	"mark attachment":                     "Changed how sensitive a letter or document is",
	"withdraw attachment":                 "Withdrew a letter or document",
	"see how long records are kept":       "Looked at how long records are kept",
	"see how long a record is kept":       "Looked at how long the record is kept",
	"decide about keeping a record":       "Decided about keeping the record",
	"dispose of a record":                 "Disposed of the record",
	"change how long records are kept":    "Changed how long records are kept",
	"find virus":                          "Found a virus in a letter or document",
	actOpened:                             "Opened the record in an emergency",
	actTooOften:                           "Looked for somebody in an emergency too often, and was made to wait",
	actNotFound:                           "Looked for somebody in an emergency, and found nobody",
	"see what was opened in an emergency": "Looked at what was opened in an emergency",
	"look at what was opened in an emergency":          "Noted what came of an emergency",
	"see what is kept":                                 "Looked at all that is kept, to answer a request",
	"begin a request for access":                       "Noted that the person asked for what is kept",
	"decide on what is given":                          "Decided on what the person is given",
	"end a request for access":                         "Ended a request for what is kept",
	"take out what is kept":                            "Took out what is kept, to answer a request",
	"search for whom a request is about":               "Looked for whom a request is about",
	"settle how requests for information are answered": "Settled how requests for information are answered",
	"add user":                        "Added a user",
	"change user":                     "Changed a user",
	"end access":                      "Ended a user’s access",
	"keep access":                     "Let a user keep their access",
	"let in again":                    "Let a user in again",
	"set password":                    "Set a user’s password",
	"reset second factors":            "Took away a user’s second factors",
	"send invitation":                 "Sent an invitation",
	"sign user out":                   "Signed a user out",
	"write letter with password code": "Wrote a letter with a code for a password",
	"add organisation":                "Added an organisation",
	"change organisation":             "Changed an organisation",
	"add team":                        "Added a team",
	"change team":                     "Changed a team",
	"remove team":                     "Removed a team",
	"create register":                 "Made the register",
	"merge registers":                 "Merged another register into this one",
	"adopt rules":                     "Adopted other rules",
	"try rules":                       "Tried a change of the rules",
	"discard trial of rules":          "Threw away a trial of rules",
	"change access":                   "Changed who sees what",
	"change what follows a discharge": "Changed what follows a discharge",
	"change consent":                  "Changed when consent is asked again",
	"change who sends the return":     "Changed who sends the national return",
	"change what ratings oblige to":   "Changed what each rating asks for",
	"change what the ratings mean":    "Changed what the ratings mean",
	"change referrals":                "Changed what people are told about referrals",
	"change reminders":                "Changed the reminders",
	"change support":                  "Changed the settings of support",
	"change hospitals":                "Changed the list of hospitals",
	"remove hospital":                 "Removed a hospital from the list",
	"change meeting series":           "Changed the series of meetings",
	"change agendas":                  "Changed what is on the agendas",
	"publish criteria":                "Published criteria",
	"say whose name holds cases":      "Said whose a name is that holds cases",
	"make meeting":                    "Made a meeting",
	"add to minutes":                  "Added to the minutes of a meeting",
	"upload spreadsheet":              "Sent a spreadsheet",
	"import spreadsheet":              "Brought in a spreadsheet",
	"discard spreadsheet":             "Threw away a spreadsheet",
	"undo import":                     "Undid the bringing in of a spreadsheet",
	string(BackedUp):                  "Took an encrypted copy of everything, a backup",
	string(BackUpFailed):              "Could not finish a backup",
	string(CheckedBackup):             "Restored a backup to a temporary place, to check it",
	string(Restored):                  "Restored everything from a backup",
}

// ActWords says what was done, for people.
func ActWords(a Act) string {
	switch {
	case a.Action == "see record" && strings.HasPrefix(a.Detail, "as it stood on "):
		day, recorded, _ := strings.Cut(strings.TrimPrefix(a.Detail, "as it stood on "), " ")
		words := "Looked at the record as it stood on " + day
		if d, err := civil.Parse(day); err == nil {
			words = "Looked at the record as it stood on " + d.Long()
		}
		if recorded != "" {
			words += ", as recorded by then"
		}
		return words
	case a.Action == "see record" && strings.HasPrefix(a.Detail, "to "):
		return "Opened a form to record something"
	case a.Action == "see record" && strings.HasPrefix(a.Detail, "what is noted of attachment "):
		return "Looked at what is noted of a letter or document"
	case a.Action == "see record" && strings.HasPrefix(a.Detail, "name on a draft"):
		return "Saw the name on a draft of theirs"
	case a.Action == "see record" && a.Detail != "":
		return "Looked at " + a.Detail
	}
	if words, ok := actWords[a.Action]; ok {
		return words
	}
	if kind, ok := strings.CutPrefix(a.Action, "record "); ok && kind != "" {
		return "Recorded: " + strings.ReplaceAll(kind, "-", " ")
	}
	return capitalise(a.Action)
}
