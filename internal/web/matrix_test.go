package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// right is what is stated of a route: who may use it at all, and of whom.
type right struct {
	open   bool // anyone, also signed out
	signed bool // whoever is signed in
	// by is the permission that is needed otherwise; any of them is enough.
	by []access.Permission
	// person is set for a route about one person: what must be allowed with
	// their record, and how much of it must be seen.
	person *personRight
	form   url.Values // sent by a POST; it changes nothing
}

type personRight struct {
	by    []access.Permission
	sight access.Sight
	path  string // in place of {kind}, {seq} and {key...}, with CASE for the case
	// missing is set where the form asks for something that there is not.
	missing bool
	purpose access.Purpose // of the page
}

func of(p access.Permission) right { return right{by: []access.Permission{p}} }

func ofPerson(guard access.Permission, sight access.Sight, path string, by ...access.Permission) right {
	return right{by: []access.Permission{guard}, person: &personRight{by: by, sight: sight, path: path}}
}

// ofAnswering is the right of what answers somebody who asks for what is kept
// about them.
func ofAnswering(path string) right {
	return right{by: []access.Permission{access.AnswerSubject}, person: &personRight{by: []access.Permission{access.AnswerSubject}, sight: access.Whole, path: path, purpose: access.Answering}}
}

// ofAttachment is of one that there is not; attachments_test.go has one.
func ofAttachment(p access.Permission, page string) right {
	return right{by: []access.Permission{p}, person: &personRight{by: []access.Permission{access.SeePerson}, sight: access.Minimum, path: "/people/CASE/attachments/none" + page, missing: true}}
}

// rights states the right of every route. A route that is not here is a fault,
// and so is one that is here and no longer there.
var rights = map[string]right{
	"GET /sign-in":                 {open: true},
	"POST /sign-in":                {open: true},
	"GET /calendar/{file}":         {open: true},
	"GET /sign-in/code":            {open: true},
	"POST /sign-in/code":           {open: true},
	"GET /sign-in/set-up":          {open: true},
	"POST /sign-in/set-up":         {open: true},
	"GET /account/password":        {signed: true},
	"POST /account/password":       {signed: true},
	"POST /account/app":            {signed: true},
	"GET /account/app":             {signed: true},
	"POST /account/app/code":       {signed: true},
	"POST /account/app/remove":     {signed: true},
	"POST /account/recovery-codes": {signed: true},
	"GET /confirm":                 {signed: true},
	"POST /confirm":                {signed: true},

	"POST /sign-in/passkey/begin":        {open: true},
	"POST /sign-in/passkey":              {open: true},
	"POST /sign-in/code/passkey/begin":   {open: true},
	"POST /sign-in/code/passkey":         {open: true},
	"POST /sign-in/set-up/passkey/begin": {open: true},
	"POST /sign-in/set-up/passkey":       {open: true},
	"GET /account/passkey":               {signed: true},
	"POST /account/passkey/begin":        {signed: true},
	"POST /account/passkey":              {signed: true},
	"POST /account/passkey/name":         {signed: true},
	"POST /account/passkey/remove":       {signed: true},
	"POST /confirm/passkey/begin":        {signed: true},

	"GET /forgotten":       {open: true},
	"POST /forgotten":      {open: true},
	"GET /invited":         {open: true},
	"POST /invited":        {open: true},
	"GET /invited/{code}":  {open: true},
	"POST /invited/{code}": {open: true},
	"GET /reset":           {open: true},
	"POST /reset":          {open: true},
	"GET /reset/{code}":    {open: true},
	"POST /reset/{code}":   {open: true},

	"GET /sign-in/provider":         {open: true},
	"GET /sign-in/provider/back":    {open: true},
	"POST /account/provider":        {signed: true},
	"POST /account/provider/remove": {signed: true},
	"POST /confirm/provider":        {signed: true},

	"GET /{$}":                          {signed: true},
	"GET /more":                         {signed: true},
	"GET /account":                      {signed: true},
	"POST /account/register":            {signed: true},
	"POST /account/calendar":            of(access.SeeRegister),
	"POST /account/sessions/end":        {signed: true},
	"POST /account/sessions/end-others": {signed: true},
	"POST /account/stay":                {signed: true},
	"POST /sign-out":                    {signed: true},
	"/":                                 {signed: true},

	"GET /emergency":  of(access.OpenInEmergency),
	"POST /emergency": of(access.OpenInEmergency),
	"GET /involved":   of(access.BeInvolved),

	"GET /today":       {by: []access.Permission{access.SeeRegister, access.ReviewEmergency, access.ManageUsers}},
	"POST /today/seen": {by: []access.Permission{access.SeeRegister, access.ReviewEmergency, access.ManageUsers}},
	"POST /today/told": of(access.SeeRegister),

	"GET /data-quality":            of(access.SeeRegister),
	"GET /data-quality/duplicates": of(access.MergeRecords),
	"GET /people/{id}/merge":       ofPerson(access.MergeRecords, access.Whole, "", access.MergeRecords),
	"POST /people/{id}/merge":      ofPerson(access.MergeRecords, access.Whole, "", access.MergeRecords),
	"POST /people/{id}/not-same":   ofPerson(access.MergeRecords, access.Whole, "", access.MergeRecords),
	"GET /people/{id}/unmerge":     ofPerson(access.MergeRecords, access.Whole, "", access.MergeRecords),
	"POST /people/{id}/unmerge":    ofPerson(access.MergeRecords, access.Whole, "", access.MergeRecords),

	"GET /consents":         of(access.SeeRegister),
	"GET /caseload":         of(access.SeeRegister),
	"GET /caseload/change":  of(access.Involve),
	"POST /caseload/change": of(access.Involve),

	"GET /register":                          of(access.SeeRegister),
	"POST /register/search":                  of(access.SeeRegister),
	"POST /register/views":                   of(access.SeeRegister),
	"POST /register/views/delete":            of(access.SeeRegister),
	"GET /register/export":                   of(access.Export),
	"GET /inpatients":                        of(access.SeeRegister),
	"GET /due":                               of(access.SeeRegister),
	"GET /support":                           of(access.SeeRegister),
	"GET /support/gaps":                      of(access.SeeGaps),
	"GET /support/gaps/one":                  of(access.SeeGaps),
	"POST /support/gaps/one":                 of(access.ChangeGaps),
	"GET /support/gaps/export":               of(access.SeeGaps),
	"GET /settings/support":                  of(access.ChangeSettings),
	"POST /settings/support":                 of(access.ChangeSettings),
	"GET /reminders":                         of(access.SeeRegister),
	"POST /reminders/seen":                   of(access.SeeRegister),
	"GET /settings/reminders":                of(access.ChangeSettings),
	"POST /settings/reminders":               of(access.ChangeSettings),
	"GET /settings/access":                   of(access.ChangeSettings),
	"POST /settings/access":                  of(access.ChangeSettings),
	"GET /settings/discharge":                of(access.ChangeSettings),
	"POST /settings/discharge":               of(access.ChangeSettings),
	"GET /settings/hospitals":                {by: []access.Permission{access.ChangeSettings, access.Import}},
	"GET /settings/hospitals/file.csv":       {by: []access.Permission{access.ChangeSettings, access.Import}},
	"POST /settings/hospitals/file":          {by: []access.Permission{access.ChangeSettings, access.Import}},
	"GET /settings/hospitals/new":            {by: []access.Permission{access.ChangeSettings, access.Import}},
	"POST /settings/hospitals/new":           {by: []access.Permission{access.ChangeSettings, access.Import}},
	"GET /settings/hospitals/{code}":         {by: []access.Permission{access.ChangeSettings, access.Import}},
	"POST /settings/hospitals/{code}":        {by: []access.Permission{access.ChangeSettings, access.Import}},
	"POST /settings/hospitals/{code}/remove": {by: []access.Permission{access.ChangeSettings, access.Import}},
	"GET /settings/consent":                  of(access.ChangeSettings),
	"POST /settings/consent":                 of(access.ChangeSettings),

	"GET /people/{id}/hospital/stays/{stay}": ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"GET /people/{id}/hospital/data":         ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"GET /inpatients/export":                 of(access.Export),

	"POST /settings/rating/early-signs/open": of(access.ChangeSettings),
	"GET /actions":                           of(access.SeeRegister),
	"GET /early-signs":                       of(access.SeeRegister),
	"GET /settings/rating":                   of(access.ChangeSettings),
	"POST /settings/rating":                  of(access.ChangeSettings),
	"POST /settings/rating/checklist":        of(access.ChangeSettings),
	"POST /settings/rating/checklist/open":   of(access.ChangeSettings),
	"GET /settings/rating/words":             of(access.ChangeSettings),
	"POST /settings/rating/words":            of(access.ChangeSettings),
	"GET /settings/return":                   of(access.ChangeSettings),
	"POST /settings/return":                  of(access.ChangeSettings),
	"GET /settings/return/mapping.json":      of(access.ChangeSettings),
	"POST /settings/return/file":             of(access.ChangeSettings),
	"POST /settings/return/mapping":          of(access.ChangeSettings),
	"POST /settings/return/shipped":          of(access.ChangeSettings),
	"GET /people/{id}/ratings":               ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"GET /people/{id}/checklist":             ofPerson(access.Rate, access.Minimum, "", access.Rate),
	"POST /people/{id}/checklist":            ofPerson(access.Rate, access.Minimum, "", access.Rate),

	"GET /settings":                    {by: []access.Permission{access.ChangeSettings, access.ManageUsers}},
	"GET /settings/teams":              of(access.ManageUsers),
	"GET /settings/teams/new":          of(access.ManageUsers),
	"POST /settings/teams/new":         of(access.ManageUsers),
	"GET /settings/teams/{id}":         of(access.ManageUsers),
	"POST /settings/teams/{id}":        of(access.ManageUsers),
	"GET /settings/teams/{id}/remove":  of(access.ManageUsers),
	"POST /settings/teams/{id}/remove": of(access.ManageUsers),

	"GET /settings/users":                        of(access.ManageUsers),
	"GET /settings/users/new":                    of(access.ManageUsers),
	"POST /settings/users/new":                   of(access.ManageUsers),
	"GET /settings/users/{id}/password":          of(access.ManageUsers),
	"POST /settings/users/{id}/password/email":   of(access.ManageUsers),
	"POST /settings/users/{id}/password/letter":  of(access.ManageUsers),
	"GET /settings/users/{id}":                   of(access.ManageUsers),
	"POST /settings/users/{id}":                  of(access.ManageUsers),
	"GET /settings/users/{id}/end":               of(access.ManageUsers),
	"POST /settings/users/{id}/end":              of(access.ManageUsers),
	"POST /settings/users/{id}/keep":             of(access.ManageUsers),
	"GET /settings/users/{id}/let-in":            of(access.ManageUsers),
	"POST /settings/users/{id}/let-in":           of(access.ManageUsers),
	"GET /settings/organisations":                of(access.ManageUsers),
	"GET /settings/organisations/new":            of(access.ManageUsers),
	"POST /settings/organisations/new":           of(access.ManageUsers),
	"GET /settings/organisations/{code}":         of(access.ManageUsers),
	"POST /settings/organisations/{code}":        of(access.ManageUsers),
	"GET /settings/organisations/{code}/end":     of(access.ManageUsers),
	"POST /settings/organisations/{code}/end":    of(access.ManageUsers),
	"GET /settings/organisations/{code}/remove":  of(access.ManageUsers),
	"POST /settings/organisations/{code}/remove": of(access.ManageUsers),

	"GET /settings/users/{id}/second-factor":  of(access.ManageUsers),
	"POST /settings/users/{id}/second-factor": of(access.ManageUsers),
	"GET /settings/users/{id}/sign-out":       of(access.ManageUsers),
	"POST /settings/users/{id}/sign-out":      of(access.ManageUsers),

	"GET /people/new":        of(access.AddPerson),
	"POST /people/new":       of(access.AddPerson),
	"GET /people/new/check":  of(access.AddPerson),
	"POST /people/new/check": of(access.AddPerson),

	"GET /people/{id}":                           ofPerson(access.SeePerson, access.Part, "", access.SeePerson),
	"GET /people/{id}/hospital":                  ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"GET /people/{id}/involved":                  ofPerson(access.SeePerson, access.Minimum, "", access.SeePerson),
	"GET /people/{id}/leave":                     ofPerson(access.SeePerson, access.Minimum, "", access.SeePerson),
	"GET /people/{id}/papers/{paper}":            ofPerson(access.Record, access.Minimum, "/people/CASE/papers/consent", access.Record),
	"GET /people/{id}/consent":                   ofPerson(access.SeePerson, access.Minimum, "", access.SeePerson),
	"POST /people/{id}/involved":                 ofPerson(access.Involve, access.Minimum, "", access.Involve),
	"POST /people/{id}/involved/organisation":    ofPerson(access.Involve, access.Minimum, "", access.Involve),
	"POST /people/{id}/involved/end":             {by: []access.Permission{access.Involve}, person: &personRight{by: []access.Permission{access.Involve}, sight: access.Minimum, missing: true}},
	"POST /people/{id}/restricted":               ofPerson(access.Restrict, access.Minimum, "", access.Restrict),
	"GET /people/{id}/looked":                    {by: []access.Permission{access.SeeWhoLooked}, person: &personRight{by: []access.Permission{access.SeeWhoLooked}, sight: access.Minimum, purpose: access.Audit}},
	"GET /people/{id}/record":                    ofPerson(access.SeePerson, access.Minimum, "", access.Record, access.Rate),
	"GET /people/{id}/record/{kind}":             ofPerson(access.SeePerson, access.Whole, "/people/CASE/record/note", access.Record),
	"POST /people/{id}/record/{kind}":            ofPerson(access.SeePerson, access.Minimum, "/people/CASE/record/consent", access.Record),
	"GET /people/{id}/entries/{seq}/strike-out":  ofPerson(access.StrikeOut, access.Minimum, "/people/CASE/entries/2/strike-out", access.StrikeOut),
	"POST /people/{id}/entries/{seq}/strike-out": ofPerson(access.StrikeOut, access.Minimum, "/people/CASE/entries/2/strike-out", access.StrikeOut),
	"GET /people/{id}/entries/{seq}/day":         ofPerson(access.StrikeOut, access.Whole, "/people/CASE/entries/2/day", access.StrikeOut),
	"POST /people/{id}/entries/{seq}/day":        ofPerson(access.StrikeOut, access.Whole, "/people/CASE/entries/2/day", access.StrikeOut),
	"GET /people/{id}/entries/{seq}/mark":        ofPerson(access.MarkEntry, access.Minimum, "/people/CASE/entries/2/mark", access.MarkEntry),
	"POST /people/{id}/entries/{seq}/mark":       ofPerson(access.MarkEntry, access.Minimum, "/people/CASE/entries/2/mark", access.MarkEntry),
	"GET /people/{id}/around":                    ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"GET /people/{id}/support":                   ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"GET /people/{id}/plan":                      ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"GET /people/{id}/plan/pdf":                  ofPerson(access.SeePerson, access.Whole, "/people/CASE/plan/pdf", access.SeePerson),
	"GET /people/{id}/attachments":               ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"POST /people/{id}/attachments":              ofPerson(access.Record, access.Whole, "", access.Record),
	"GET /people/{id}/attachments/{attachment}":  ofAttachment(access.SeePerson, ""),

	"GET /people/{id}/attachments/{attachment}/mark":      ofAttachment(access.MarkEntry, "/mark"),
	"POST /people/{id}/attachments/{attachment}/mark":     ofAttachment(access.MarkEntry, "/mark"),
	"GET /people/{id}/attachments/{attachment}/withdraw":  ofAttachment(access.StrikeOut, "/withdraw"),
	"POST /people/{id}/attachments/{attachment}/withdraw": ofAttachment(access.StrikeOut, "/withdraw"),

	"POST /drafts/{key...}": {signed: true, person: &personRight{by: []access.Permission{access.Record}, sight: access.Whole, path: "/drafts/note/CASE"}},

	"GET /people/{id}/hand-over":  ofPerson(access.HandOver, access.Whole, "", access.HandOver),
	"POST /people/{id}/hand-over": ofPerson(access.HandOver, access.Whole, "", access.HandOver),
	"GET /names":                  of(access.Involve),
	"GET /names/{name}":           of(access.Involve),
	"POST /names/{name}":          of(access.Involve),

	"GET /handovers":                of(access.HandOver),
	"GET /handovers/{id}":           of(access.HandOver),
	"POST /handovers/{id}/accept":   of(access.HandOver),
	"POST /handovers/{id}/decline":  of(access.HandOver),
	"POST /handovers/{id}/withdraw": of(access.HandOver),

	"GET /refer/{register}":             {open: true},
	"POST /refer/{register}":            {open: true},
	"GET /refer/{register}/{step}":      {open: true},
	"POST /refer/{register}/{step}":     {open: true},
	"GET /refer/{register}/check":       {open: true},
	"POST /refer/{register}/check":      {open: true},
	"GET /refer/{register}/sent":        {open: true},
	"GET /refer/{register}/saved":       {open: true},
	"POST /refer/{register}/leave":      {open: true},
	"GET /refer/{register}/back":        {open: true},
	"POST /refer/{register}/back":       {open: true},
	"GET /criteria/{register}":          {open: true},
	"GET /criteria":                     of(access.Triage),
	"POST /criteria":                    of(access.Triage),
	"GET /referrals":                    of(access.SeeReferrals),
	"GET /referrals/own":                of(access.Refer),
	"GET /people/{id}/referral":         ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"GET /people/{id}/referral/letters": ofPerson(access.Triage, access.Whole, "", access.Triage),
	"GET /people/{id}/referral/letter":  ofPerson(access.Triage, access.Whole, "", access.Triage),
	"POST /people/{id}/referral/email":  ofPerson(access.Triage, access.Whole, "", access.Triage),
	"POST /people/{id}/referral/move":   ofPerson(access.Triage, access.Whole, "", access.Triage),
	"GET /settings/referrals":           of(access.ChangeSettings),
	"POST /settings/referrals":          of(access.ChangeSettings),

	"GET /emergency-access":        of(access.ReviewEmergency),
	"POST /emergency-access/named": of(access.ReviewEmergency),
	"GET /emergency-access/{id}":   of(access.ReviewEmergency),
	"POST /emergency-access/{id}":  of(access.ReviewEmergency),

	"GET /subject-access":                    of(access.AnswerSubject),
	"POST /subject-access":                   of(access.AnswerSubject),
	"GET /subject-access/rules":              of(access.AnswerSubject),
	"POST /subject-access/rules":             of(access.AnswerSubject),
	"GET /people/{id}/subject-access":        ofAnswering(""),
	"GET /people/{id}/subject-access/read":   ofAnswering(""),
	"POST /people/{id}/subject-access/read":  ofAnswering(""),
	"POST /people/{id}/subject-access":       ofAnswering(""),
	"POST /people/{id}/subject-access/end":   ofAnswering(""),
	"GET /people/{id}/subject-access/answer": ofAnswering(""),
	"GET /people/{id}/subject-access/{part}": ofAnswering("/people/CASE/subject-access/entry-2"),
	"GET /people/{id}/subject-access/{part}/file": {by: []access.Permission{access.AnswerSubject}, person: &personRight{
		by: []access.Permission{access.AnswerSubject}, sight: access.Whole, path: "/people/CASE/subject-access/document-none/file", purpose: access.Answering, missing: true,
	}},
	"POST /people/{id}/subject-access/{part}": ofAnswering("/people/CASE/subject-access/entry-2"),

	"GET /retention":                      of(access.Retain),
	"GET /retention/people/{id}":          of(access.Retain),
	"POST /retention/people/{id}":         of(access.Retain),
	"GET /retention/rules":                of(access.Retain),
	"POST /retention/rules":               of(access.Retain),
	"GET /retention/certificates/{n}":     of(access.Retain),
	"GET /retention/certificates/{n}/pdf": of(access.Retain),

	"GET /meetings":                          of(access.SeeRegister),
	"POST /meetings":                         of(access.RunMeetings),
	"GET /meeting-series":                    of(access.RunMeetings),
	"GET /meeting-series/agendas":            of(access.RunMeetings),
	"POST /meeting-series/agendas":           of(access.RunMeetings),
	"GET /meeting-series/{series}":           of(access.RunMeetings),
	"POST /meeting-series/{series}":          of(access.RunMeetings),
	"GET /meetings/{id}":                     of(access.SeeRegister),
	"POST /meetings/{id}/people":             of(access.RunMeetings),
	"POST /meetings/{id}/people/{case}/move": of(access.RunMeetings),
	"GET /meetings/{id}/people/{case}/off":   of(access.RunMeetings),
	"POST /meetings/{id}/people/{case}/off":  of(access.RunMeetings),
	"GET /meetings/{id}/cancel":              of(access.RunMeetings),
	"POST /meetings/{id}/cancel":             of(access.RunMeetings),
	"GET /meetings/{id}/run":                 of(access.RunMeetings),
	"POST /meetings/{id}/run":                of(access.RunMeetings),
	"POST /meetings/{id}/run/{case}":         of(access.RunMeetings),
	"POST /meetings/{id}/run/{case}/draft":   of(access.RunMeetings),
	"GET /meetings/{id}/end":                 of(access.RunMeetings),
	"POST /meetings/{id}/end":                of(access.RunMeetings),
	"GET /meetings/{id}/follow":              of(access.SeeRegister),
	"GET /meetings/{id}/follow/now":          of(access.SeeRegister),
	"GET /meetings/{id}/attendance":          of(access.SeeRegister),
	"POST /meetings/{id}/attendance":         of(access.RunMeetings),
	"POST /meetings/{id}/attendance/{n}":     of(access.RunMeetings),
	"GET /meetings/{id}/minutes":             of(access.SeeRegister),
	"POST /meetings/{id}/minutes":            of(access.RunMeetings),
	"GET /meetings/{id}/minutes/pdf":         of(access.SeeRegister),
	"GET /people/{id}/actions":               ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"GET /people/{id}/meetings":              ofPerson(access.SeePerson, access.Whole, "", access.SeePerson),
	"POST /people/{id}/meetings":             ofPerson(access.AskForMeeting, access.Whole, "", access.AskForMeeting),

	"GET /audit":         of(access.SeeAudit),
	"POST /audit/person": of(access.SeeAudit),
	"GET /audit/export":  of(access.SeeAudit),

	"GET /imports":                   of(access.Import),
	"POST /imports":                  of(access.Import),
	"GET /imports/{id}":              of(access.Import),
	"GET /imports/{id}/progress":     of(access.Import),
	"GET /imports/{id}/columns":      of(access.Import),
	"POST /imports/{id}/columns":     of(access.Import),
	"GET /imports/{id}/review":       of(access.Import),
	"POST /imports/{id}/lines":       of(access.Import),
	"POST /imports/{id}/suggestions": of(access.Import),
	"POST /imports/{id}/problem":     of(access.Import),
	"GET /imports/{id}/commit":       of(access.Import),
	"POST /imports/{id}/commit":      of(access.Import),
	"GET /imports/{id}/receipt.csv":  of(access.Import),
	"GET /imports/{id}/undo":         of(access.Import),
	"POST /imports/{id}/undo":        of(access.Import),
	"GET /imports/{id}/discard":      of(access.Import),
	"POST /imports/{id}/discard":     of(access.Import),

	"GET /rules":                      of(access.TryRules),
	"GET /rules/progress":             of(access.TryRules),
	"GET /rules/adopted/{n}":          of(access.TryRules),
	"GET /rules/try":                  of(access.TryRules),
	"POST /rules/try/file":            of(access.TryRules),
	"POST /rules/try/commencement":    of(access.TryRules),
	"GET /rules/trials/{id}":          of(access.TryRules),
	"GET /rules/trials/{id}/progress": of(access.TryRules),
	"GET /rules/trials/{id}/people":   of(access.TryRules),
	"GET /rules/trials/{id}/adopt":    of(access.ChangeSettings),
	"POST /rules/trials/{id}/adopt":   of(access.ChangeSettings),
	"POST /rules/trials/{id}/count":   of(access.TryRules),
	"POST /rules/trials/{id}/discard": of(access.TryRules),
}

// ask sends what a route takes, with the case in its place.
func (b *browser) ask(pattern string, r right, caseID string) answer {
	b.t.Helper()
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = http.MethodGet, "/no/such/page"
	}
	if r.person != nil && r.person.path != "" {
		path = r.person.path
	}
	path = strings.NewReplacer("CASE", caseID, "{id}", caseID, "{$}", "", "{file}", "x.ics", "{n}", "1", "{stay}", "1", "{code}", "x", "{register}", "NORTH", "{step}", "about", "{name}", "x", "{case}", caseID, "{series}", "new").Replace(path)
	if strings.ContainsAny(path, "{}") {
		b.t.Fatalf("%s: the path %s is not one", pattern, path)
	}
	if method == http.MethodGet {
		return b.get(path)
	}
	return b.post(path, r.form)
}

func TestEveryRouteHasAStatedRight(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	out := s.browser()
	there := map[string]bool{}
	for _, rt := range (&Server{}).routes() {
		there[rt.pattern] = true
		r, ok := rights[rt.pattern]
		if !ok {
			t.Errorf("%s is a route without a stated right", rt.pattern)
			continue
		}
		if rt.guard.open != r.open || (rt.guard == signedIn) != r.signed {
			t.Errorf("%s: its guard is %+v, and stated is %+v", rt.pattern, rt.guard, r)
		}
		if strings.HasPrefix(rt.pattern, "GET /people/{id}") && r.person == nil {
			t.Errorf("%s is about a person, and its right says nothing of that", rt.pattern)
		}
		if got := out.ask(rt.pattern, r, "x"); !r.open && (got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in")) {
			t.Errorf("%s, signed out: status %d to %q", rt.pattern, got.status, got.location)
		}
	}
	for pattern := range rights {
		if !there[pattern] {
			t.Errorf("%s is stated and no route", pattern)
		}
	}
}

// Who has none of the permissions of a route is told so, whatever it is about;
// who has one is not.
func TestEveryRouteForEveryRole(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, role := range access.Roles {
		b := s.signedIn(role, "NORTH")
		actor := s.actor(role, "NORTH")
		for _, rt := range (&Server{}).routes() {
			r := rights[rt.pattern]
			if r.open || rt.pattern == "POST /sign-out" || rt.pattern == "POST /account/sessions/end-others" {
				continue
			}
			if r.person != nil && (r.signed || r.person.path != "" || strings.HasSuffix(rt.pattern, "/record")) {
				continue // the use case says; see below
			}
			may := r.signed || slices.ContainsFunc(r.by, func(p access.Permission) bool { return access.Can(actor, p).Allowed })
			got := b.ask(rt.pattern, r, "nobody")
			if forbidden := got.status == http.StatusForbidden; forbidden == may || got.status >= 500 {
				t.Errorf("%s, %s: status %d, may %v", role, rt.pattern, got.status, may)
			}
		}
	}
}

// someoneStanding is a person for the matrix, as the site has them.
type someoneStanding struct {
	id         string
	relation   string // none, right or wrong
	consent    casefile.ConsentDecision
	restricted bool
}

// relationsOf are, for each role, one that shows it people and one that does
// not.
var relationsOf = map[access.Role]struct{ right, wrong access.Relation }{
	access.Coordinator: {access.Named, ""}, access.ReviewCoordinator: {access.Named, ""}, access.Chair: {access.Named, ""}, access.Executive: {access.Named, ""},
	access.Clinician: {access.CareTeam, ""}, access.SocialWorker: {access.NamedWorker, ""}, access.Provider: {access.OfProvider, access.OwnsAction},
	access.PanelMember: {access.OnPanel, ""}, access.Advocate: {access.SpeaksFor, ""}, access.Family: {access.Chosen, ""},
	access.ThePerson:             {access.IsThem, ""},
	access.InformationGovernance: {}, access.Administrator: {},
}

// For each route about a person, each role, with and without a relation, with
// and without consent, restricted or not, gets what the table says.
func TestEveryPersonRouteByRoleRelationAndConsent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var people []someoneStanding
	line := app.CommandLine("NORTH")
	for i, relation := range []string{"none", "right", "wrong"} {
		for j, consent := range []casefile.ConsentDecision{casefile.Given, "", casefile.Withdrawn} {
			if consent == "" && relation != "right" {
				continue // the same as given for whom no relation opens anything, and tested where it does
			}
			for k, restricted := range []bool{false, true} {
				id := s.person("NORTH", casefile.Details{GivenName: "Sam", FamilyName: fmt.Sprint("Example ", i, j, k)})
				s.record("NORTH", id,
					casefile.Add{On: s.today() - 9, Fact: casefile.Consent{To: casefile.ToReviews, Decision: casefile.Given, Basis: casefile.Own}},
					casefile.Add{On: s.today() - 9, Fact: casefile.ReviewArranged{ID: "r1", For: s.today() + 9, Setting: casefile.Community}},
					casefile.Add{On: s.today() - 9, Fact: casefile.Action{ID: "a1", Due: s.today() + 9, Text: "Find a house"}})
				if consent != "" {
					s.record("NORTH", id, casefile.Add{On: s.today() - 8, Fact: casefile.Consent{To: casefile.ToRegister, Decision: consent, Basis: casefile.Own}})
				}
				people = append(people, someoneStanding{id, relation, consent, restricted})
			}
		}
	}
	for _, person := range people {
		if person.restricted {
			if err := s.app.Restrict(t.Context(), line, person.id, true, "a test"); err != nil {
				t.Fatal(err)
			}
		}
	}
	asked := 0
	for _, role := range access.Roles {
		b := s.signedIn(role, "NORTH")
		userID := s.whoIs(b)
		for _, person := range people {
			tie := access.Tie{Agreed: true, Review: casefile.Given}
			switch person.relation {
			case "right":
				tie.Relation = relationsOf[role].right
			case "wrong":
				tie.Relation = relationsOf[role].wrong
			}
			q := access.Question{
				Actor: access.Actor{UserID: userID, Register: "NORTH", Roles: []access.Role{role}}, Register: "NORTH",
				Consent: person.consent, Restricted: person.restricted, At: s.clock(),
			}
			if tie.Relation != "" && !(tie.Relation == access.Named && !person.restricted) {
				n := app.NewInvolvement{UserID: userID, Relation: tie.Relation}
				switch tie.Relation {
				case access.OnPanel:
					n.Subject = "r1"
				case access.OwnsAction:
					n.Subject = "a1"
				case access.SpeaksFor, access.Chosen:
					n.Agreed = casefile.Own
				}
				tie.Subject = n.Subject
				if err := s.app.Involve(t.Context(), line, person.id, n); err != nil {
					t.Fatalf("%s as %s: %v", role, tie.Relation, err)
				}
				q.Ties = []access.Tie{tie}
			}
			for _, rt := range (&Server{}).routes() {
				r := rights[rt.pattern]
				if r.person == nil {
					continue
				}
				asked++
				got := b.ask(rt.pattern, r, person.id)
				if want := r.person.answer(q, r); !slices.Contains(want, got.status) {
					t.Errorf("%s, %s relation, consent %q, restricted %v: %s answers %d, want %v", role, person.relation, person.consent, person.restricted, rt.pattern, got.status, want)
				}
			}
			if tie.Relation == access.IsThem { // a user is one person at a time
				s.endAll(person.id, userID)
			}
		}
	}
	if asked < 2000 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// endAll ends every relation of a user to a person.
func (s *site) endAll(caseID, userID string) {
	s.t.Helper()
	line := app.CommandLine("NORTH")
	view, err := s.app.Involved(s.t.Context(), line, caseID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, i := range view.Now {
		if i.UserID == userID {
			if err := s.app.EndInvolvement(s.t.Context(), line, caseID, i.ID); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

// answer is the status that the table asks for.
func (p *personRight) answer(q access.Question, r right) []int {
	can := func(by []access.Permission) bool {
		return slices.ContainsFunc(by, func(p access.Permission) bool { return access.Can(q.Actor, p).Allowed })
	}
	q.Permission, q.Purpose = access.SeePerson, p.purpose
	seen := access.Decide(q)
	allowed := slices.ContainsFunc(p.by, func(by access.Permission) bool {
		q := q
		q.Permission = by
		return access.Decide(q).Allowed
	})
	switch {
	case !r.signed && !can(r.by):
		return []int{http.StatusForbidden} // by role, whoever it is about
	case r.signed && !can(p.by):
		return []int{http.StatusForbidden}
	case seen.Sight == access.Nothing && can(p.by):
		return []int{http.StatusNotFound}
	case seen.Sight == access.Nothing:
		return []int{http.StatusNotFound, http.StatusForbidden} // the role is asked before the record is
	case allowed && p.missing:
		return []int{http.StatusNotFound}
	case allowed && seen.Sight >= p.sight:
		return []int{http.StatusOK, http.StatusSeeOther, http.StatusNoContent, http.StatusUnprocessableEntity}
	}
	return []int{http.StatusForbidden}
}

// userID is who has signed in with a browser.
func (s *site) whoIs(b *browser) string {
	s.t.Helper()
	for _, c := range b.jar.Cookies(&url.URL{Scheme: "http", Host: "homeward.test", Path: "/"}) {
		if c.Name == sessionCookie {
			in, _, err := s.app.Session(s.t.Context(), c.Value)
			if err != nil {
				s.t.Fatal(err)
			}
			return in.Actor.UserID
		}
	}
	s.t.Fatal("nobody is signed in")
	return ""
}
