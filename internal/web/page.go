package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/web/static"
	"homeward/internal/web/ui"
)

// Page is what every page has; the struct of each page embeds it. The title is
// that of the h1, without what the layout adds.
type Page struct {
	Title  string
	Errors []ui.ErrorItem // what is wrong with the form on the page
	Notice string         // what was just done
	Last   string         // when the visitor signed in before, on the first page after
	Back   *ui.BackLink

	RecordParts *ui.PartNavigation // on the pages of a person's record

	Header ui.ServiceHeader
	Footer ui.Footer
	Demo   bool

	Session *sessionNotice // nil for who is not signed in
}

// page is the struct of a page, by its pointer.
type page interface{ shell() *Page }

func (p *Page) shell() *Page { return p }

// FullTitle is the title of the window.
func (p *Page) FullTitle() string {
	if len(p.Errors) > 0 {
		return "Error: " + p.Title + " - Homeward"
	}
	return p.Title + " - Homeward"
}

// ErrorSummary links to each field that is wrong.
func (p *Page) ErrorSummary() ui.Component {
	if len(p.Errors) == 0 {
		return nil
	}
	return ui.ErrorSummary{ErrorList: p.Errors}
}

// Banner says what was just done.
func (p *Page) Banner() ui.Component {
	if p.Notice == "" {
		return nil
	}
	return ui.NotificationBanner{Variant: "success", Body: ui.Paragraph(p.Notice)}
}

// SkipLink leads past the header.
func (p *Page) SkipLink() ui.Component {
	return ui.SkipLink{Href: "#maincontent", Text: "Skip to main content"}
}

// Asset is the address of a built file.
func (p *Page) Asset(name string) string { return static.Path(name) }

// newPage begins a page for a visitor.
func (s *Server) newPage(v visit, title string) Page {
	p := Page{Title: title, Notice: v.notice, Last: v.last, Demo: s.options.Demo, Header: s.header(v), Session: s.sessionNotice(v)}
	p.Footer = ui.Footer{ContainerClasses: "app-width-container", Meta: ui.FooterMeta{Text: s.footer(v)}}
	return p
}

func (s *Server) footer(v visit) string {
	parts := []string{"Homeward"}
	for _, name := range []string{s.options.Name, v.registerName()} {
		if name != "" && !slices.Contains(parts, name) {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, ", ")
}

func (s *Server) header(v visit) ui.ServiceHeader {
	if !v.isSignedIn() {
		return ui.ServiceHeader{}
	}
	h := ui.ServiceHeader{
		Register: v.registerName(), RegisterHref: registerOrHome(v),
		User: v.Actor.Name, AccountHref: "/account", SignOutAction: "/sign-out",
	}
	if len(v.Registers) > 1 {
		h.RegisterHref = "/account" // where another can be chosen
	}
	here := partOf(v)
	shown, more := partsFor(v)
	for _, part := range shown {
		text := part.name
		switch part.path {
		case "/reminders":
			text = remindersText(v.reminders)
		case "/emergency-access":
			if v.emergencies > 0 {
				text = fmt.Sprintf("%s (%d)", text, v.emergencies)
			}
		}
		h.Items = append(h.Items, ui.NavigationItem{
			Text: text, Href: part.path, Current: v.path == part.path, Active: part.path == here,
		})
	}
	if len(more) > 0 {
		h.Items = append(h.Items, ui.NavigationItem{
			Text: "Everything else", Href: morePath, Current: v.path == morePath,
			Active: slices.ContainsFunc(more, func(p part) bool { return p.path == here }),
		})
	}
	// The register's own page has a search that keeps its filters.
	if !strings.HasPrefix(v.path, "/register") && v.may(access.SeeRegister) {
		h.Search = &ui.HeaderSearch{
			Action: "/register/search", Method: "post", Name: "text",
			Input: ui.SearchField{Placeholder: "Name or NHS number"},
			Label: ui.Label{Text: "Search the register"},
		}
	}
	return h
}

// registerOrHome is where somebody finds people, or else begins.
func registerOrHome(v visit) string {
	if v.may(access.SeeRegister) {
		return "/register"
	}
	return homeOf(v)
}

// parts are the main parts of Homeward, as the navigation shows them. Those
// with a hint are listed by the page Everything else for who has too many for one line.
var parts = []part{
	{"Today", "/today", dayGuard, "", []string{"/today"}, ""},
	{"Register", "/register", may(access.SeeRegister), "", []string{"/register", "/people/"}, ""},
	{"Meetings", meetingsPath, may(access.SeeRegister), "", []string{meetingsPath, "/meeting-series"}, ""},
	{"In hospital", inpatientsPath, may(access.SeeRegister), "", []string{inpatientsPath}, "Everybody in hospital: how long, where, and the plan to go home"},
	{"Support", "/support", may(access.SeeRegister), "", []string{"/support"}, ""},
	{"Referrals", "/referrals", may(access.SeeReferrals), "", []string{"/referrals"}, ""},
	{"Referrals", ownReferralsPath, may(access.Refer), access.SeeReferrals, []string{ownReferralsPath}, ""},
	{"What is due", "/due", may(access.SeeRegister), "", []string{"/due"}, ""},
	{"Actions", actionsPath, may(access.SeeRegister), "", []string{actionsPath}, "What you and others have agreed to do"},
	{"Reminders", "/reminders", may(access.SeeRegister), "", []string{"/reminders"}, ""},
	{"Caseload", "/caseload", may(access.SeeRegister), "", []string{"/caseload"}, "Who holds whose case, and giving cases to somebody else"},
	{"Data quality", qualityPath, may(access.SeeRegister), "", []string{qualityPath}, "What is missing or too old, and records that may be of one person"},
	{"Consent", consentsPath, may(access.SeeRegister), "", []string{consentsPath}, "Whom to ask, and whom to ask again"},
	{"Add a person", "/people/new", may(access.AddPerson), "", []string{"/people/new"}, "Put somebody on the register who was not referred here"},
	{"Bring in a spreadsheet", "/imports", may(access.Import), "", []string{"/imports"}, "From the file in which the register was kept before"},
	{"Emergency access", "/emergency-access", may(access.ReviewEmergency), "", []string{"/emergency-access"}, ""},
	{"My people", "/involved", may(access.BeInvolved), access.SeeRegister, []string{"/involved", "/people/"}, ""},
	{"Early signs", earlySignsPath, may(access.SeeRegister), "", []string{earlySignsPath}, "People of whom first signs suggest to think in time"},
	{"Settings", "/settings", mayEither(access.ChangeSettings, access.ManageUsers), "", []string{"/settings"}, "Users, teams, organisations, reminders and who sees what"},
	{"Rules", "/rules", may(access.TryRules), "", []string{"/rules"}, "The rules that dates are counted by, and what a change would do"},
	{"How long records are kept", "/retention", may(access.Retain), "", []string{"/retention"}, ""},
	{"Requests for information", subjectAccessPath, may(access.AnswerSubject), "", []string{subjectAccessPath, "/people/"}, ""},
	{"What people did", "/audit", may(access.SeeAudit), "", []string{"/audit"}, ""},
}

// mostParts is how many parts the navigation shows side by side.
const mostParts = 7

// partsFor gives the parts that the navigation shows a visitor, and those that
// the page Everything else lists: none, while all of them have room.
func partsFor(v visit) (shown, more []part) {
	var all []part
	for _, p := range parts {
		if !p.isFor(v) {
			continue
		}
		all = append(all, p)
		if p.hint == "" {
			shown = append(shown, p)
		} else {
			more = append(more, p)
		}
	}
	if len(all) <= mostParts || len(more) < 2 {
		return all, nil
	}
	return shown, more
}

// part is one of them, for whom the guard admits and who may not do the other,
// which takes its place.
type part struct {
	name, path string
	guard      guard
	unless     access.Permission
	within     []string // beginnings of the paths of its pages
	hint       string   // what it is for, where the page Everything else may list it
}

func (p part) isFor(v visit) bool { return p.guard.admits(v) && (p.unless == "" || !v.may(p.unless)) }

// partOf is the path of the part that a page is in, by the longest beginning.
func partOf(v visit) string {
	found, length := "", 0
	for _, part := range parts {
		for _, beginning := range part.within {
			if part.isFor(v) && strings.HasPrefix(v.path, beginning) && len(beginning) > length {
				found, length = part.path, len(beginning)
			}
		}
	}
	return found
}

//go:embed *.html
var files embed.FS

// pages lists every page with its template, NAME.html.
var pages = []struct {
	name string
	page page
}{
	{"error", &errorPage{}},
	{"sign_in", &signInPage{}},
	{"sign_in_code", &signInCodePage{}},
	{"code_app", &codeAppPage{}},
	{"recovery_codes", &recoveryCodesPage{}},
	{"confirm", &confirmPage{}},
	{"to_provider", &toProviderPage{}},
	{"confirmed", &confirmedPage{}},
	{"account_password", &accountPasswordPage{}},
	{"account_passkey", &accountPasskeyPage{}},
	{"forgotten", &forgottenPage{}},
	{"code", &codePage{}},
	{"choose_password", &choosePasswordPage{}},
	{"account", &accountPage{}},
	{"more", &morePage{}},
	{"sure", &surePage{}},
	{"calendar", &calendarPage{}},
	{"today", &todayPage{}},
	{"caseload", &caseloadPage{}},
	{"caseload_change", &caseloadChangePage{}},
	{"quality", &qualityPage{}},
	{"lacking", &lackingPage{}},
	{"duplicates", &duplicatesPage{}},
	{"compare", &comparePage{}},
	{"unmerge", &unmergePage{}},
	{"register", &registerPage{}},
	{"due", &duePage{}},
	{"reminders", &remindersPage{}},
	{"settings", &settingsPage{}},
	{"settings_reminders", &settingsRemindersPage{}},
	{"settings_rating", &settingsRatingPage{}},
	{"settings_rating_words", &settingsRatingWordsPage{}},
	{"settings_return", &settingsReturnPage{}},
	{"settings_return_check", &mappingCheckPage{}},
	{"checklist", &checklistPage{}},
	{"person_ratings", &personRatingsPage{}},
	{"early_signs", &earlySignsPage{}},
	{"settings_users", &settingsUsersPage{}},
	{"settings_user", &settingsUserPage{}},
	{"settings_user_password", &settingsUserPasswordPage{}},
	{"letter", &letterPage{}},
	{"settings_organisations", &settingsOrganisationsPage{}},
	{"settings_organisation", &settingsOrganisationPage{}},
	{"settings_teams", &settingsTeamsPage{}},
	{"settings_team", &settingsTeamPage{}},
	{"person_new", &personNewPage{}},
	{"person_check", &personCheckPage{}},
	{"person", &personPage{}},
	{"settings_hospitals", &settingsHospitalsPage{}},
	{"settings_hospital", &settingsHospitalPage{}},
	{"hospital", &hospitalPage{}},
	{"hospital_data", &hospitalDataPage{}},
	{"inpatients", &inpatientsPage{}},
	{"person_looked", &personLookedPage{}},
	{"person_consent", &personConsentPage{}},
	{"person_leave", &personLeavePage{}},
	{"consents", &consentsPage{}},
	{"settings_consent", &settingsConsentPage{}},
	{"person_limited", &personLimitedPage{}},
	{"involved", &involvedPage{}},
	{"my_people", &myPeoplePage{}},
	{"settings_access", &settingsAccessPage{}},
	{"entry_mark", &entryMarkPage{}},
	{"retention", &retentionPage{}},
	{"retention_person", &retentionPersonPage{}},
	{"retention_rules", &retentionRulesPage{}},
	{"retention_certificate", &retentionCertificatePage{}},
	{"attachments", &attachmentsPage{}},
	{"attachment_change", &attachmentChangePage{}},
	{"emergency", &emergencyPage{}},
	{"emergency_access", &emergencyAccessPage{}},
	{"emergency_look", &emergencyLookPage{}},
	{"support", &supportPage{}},
	{"gaps", &gapsPage{}},
	{"gap", &gapPage{}},
	{"person_plan", &personPlanPage{}},
	{"settings_support", &settingsSupportPage{}},
	{"settings_discharge", &settingsDischargePage{}},
	{"person_support", &personSupportPage{}},
	{"person_around", &personAroundPage{}},
	{"meetings", &meetingsPage{}},
	{"meetings_series", &meetingSeriesPage{}},
	{"meeting_form", &meetingFormPage{}},
	{"meeting", &meetingPage{}},
	{"meeting_run", &meetingRunPage{}},
	{"meeting_follow", &meetingFollowPage{}},
	{"meeting_attendance", &meetingAttendancePage{}},
	{"meeting_minutes", &meetingMinutesPage{}},
	{"person_meetings", &personMeetingsPage{}},
	{"actions", &actionsPage{}},
	{"person_actions", &personActionsPage{}},
	{"record", &recordPage{}},
	{"record_index", &recordIndexPage{}},
	{"imports", &importsPage{}},
	{"import_columns", &importColumnsPage{}},
	{"import_review", &importReviewPage{}},
	{"import_commit", &importCommitPage{}},
	{"import", &importPage{}},
	{"audit", &auditPage{}},
	{"subject_access", &subjectAccessPage{}},
	{"person_access", &personAccessPage{}},
	{"person_access_part", &personAccessPartPage{}},
	{"person_access_read", &personAccessReadPage{}},
	{"subject_access_rules", &subjectAccessRulesPage{}},
	{"rules", &rulesPage{}},
	{"rules_try", &rulesTryPage{}},
	{"rules_trial", &rulesTrialPage{}},
	{"rules_people", &rulesPeoplePage{}},
	{"rules_adopt", &rulesAdoptPage{}},
	{"hand_over", &handOverPage{}},
	{"handovers", &handoversPage{}},
	{"held_names", &heldNamesPage{}},
	{"held_name", &heldNamePage{}},
	{"handover", &handoverPage{}},
	{"criteria", &criteriaPage{}},
	{"criteria_new", &criteriaNewPage{}},
	{"refer", &referPage{}},
	{"refer_step", &referPage{}},
	{"refer_check", &referPage{}},
	{"refer_sent", &referPage{}},
	{"refer_saved", &referPage{}},
	{"referrals", &referralsPage{}},
	{"own_referrals", &ownReferralsPage{}},
	{"referral", &referralPage{}},
	{"referral_letters", &referralLettersPage{}},
	{"settings_referrals", &settingsReferralsPage{}},
}

// parse reads each page's template, in the layout.
func parse() (map[string]*template.Template, error) {
	all := map[string]*template.Template{}
	for _, p := range pages {
		t, err := template.New("layout.html").Funcs(ui.Funcs()).ParseFS(files, "layout.html", "passkey.html", "meeting_stage.html", p.name+".html")
		if err != nil {
			return nil, fmt.Errorf("template of page %s: %w", p.name, err)
		}
		all[p.name] = t
	}
	return all, nil
}

// render draws a page whole before it sends anything, so that a fault gives an
// error page and never half a page.
func (s *Server) render(w http.ResponseWriter, status int, name string, p page) error {
	var b bytes.Buffer
	t, ok := s.templates[name]
	if !ok {
		return fmt.Errorf("there is no page %q", name)
	}
	if err := t.Execute(&b, p); err != nil {
		return fmt.Errorf("drawing page %s: %w", name, err)
	}
	if p.shell().Notice != "" {
		http.SetCookie(w, s.cookie(noticeCookie, "", -1))
	}
	if p.shell().Last != "" {
		http.SetCookie(w, s.cookie(lastCookie, "", -1))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if status == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", lockedFor)
	}
	w.WriteHeader(status)
	_, err := b.WriteTo(w)
	if err != nil {
		return fmt.Errorf("sending page %s: %w", name, err)
	}
	return nil
}
