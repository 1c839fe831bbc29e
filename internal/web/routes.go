package web

import (
	"time"

	"homeward/internal/access"
)

// routes is every page and form, with who may use it, in reading order. What a
// person's record may show or take is asked again by the use case.
func (s *Server) routes() []route {
	return []route{
		// Anyone
		{pattern: "GET /sign-in", guard: anyone, handle: s.signInPage},
		route{pattern: "POST /sign-in", guard: anyone, handle: s.signIn}.weighing(10),
		{pattern: "POST /sign-in/passkey/begin", guard: anyone, handle: s.beginPasskeySignIn},
		{pattern: "POST /sign-in/passkey", guard: anyone, handle: s.signInWithPasskey},
		{pattern: "GET /sign-in/provider", guard: anyone, handle: s.toProvider},
		{pattern: "GET /sign-in/provider/back", guard: anyone, handle: s.fromProvider},
		{pattern: "GET /sign-in/code", guard: anyone, handle: s.signInCodePage},
		{pattern: "POST /sign-in/code", guard: anyone, handle: s.confirmCode},
		{pattern: "POST /sign-in/code/passkey/begin", guard: anyone, handle: s.beginPasskeyFactor},
		{pattern: "POST /sign-in/code/passkey", guard: anyone, handle: s.confirmPasskey},
		{pattern: "GET /sign-in/set-up", guard: anyone, handle: s.signInSetUpPage},
		{pattern: "POST /sign-in/set-up", guard: anyone, handle: s.signInSetUp},
		{pattern: "POST /sign-in/set-up/passkey/begin", guard: anyone, handle: s.beginSetUpPasskey},
		{pattern: "POST /sign-in/set-up/passkey", guard: anyone, handle: s.setUpPasskey},
		{pattern: "GET /forgotten", guard: anyone, handle: s.forgottenPage},
		{pattern: "POST /forgotten", guard: anyone, handle: s.forgotten},
		{pattern: "GET /invited", guard: anyone, handle: s.codePage},
		{pattern: "POST /invited", guard: anyone, handle: s.code},
		{pattern: "GET /invited/{code}", guard: anyone, handle: s.choosePasswordPage},
		{pattern: "POST /invited/{code}", guard: anyone, handle: s.choosePassword},
		{pattern: "GET /reset", guard: anyone, handle: s.codePage},
		{pattern: "POST /reset", guard: anyone, handle: s.code},
		{pattern: "GET /reset/{code}", guard: anyone, handle: s.choosePasswordPage},
		{pattern: "POST /reset/{code}", guard: anyone, handle: s.choosePassword},
		{pattern: "GET /calendar/{file}", guard: anyone, handle: s.calendarFile},

		// Whoever is signed in
		{pattern: "GET /{$}", guard: signedIn, handle: s.home},
		{pattern: "GET /more", guard: signedIn, handle: s.more},
		{pattern: "GET /emergency", guard: may(access.OpenInEmergency), handle: s.emergency},
		route{pattern: "POST /emergency", guard: may(access.OpenInEmergency), handle: s.openInEmergency}.afterProof(),
		{pattern: "GET /involved", guard: may(access.BeInvolved), handle: s.myPeople},
		{pattern: "GET /account", guard: signedIn, handle: s.accountPage},
		{pattern: "POST /account/register", guard: signedIn, handle: s.switchRegister},
		route{pattern: "POST /account/calendar", guard: may(access.SeeRegister), handle: s.calendar}.afterProof(),
		{pattern: "POST /account/sessions/end", guard: signedIn, handle: s.endSession},
		{pattern: "POST /account/sessions/end-others", guard: signedIn, handle: s.endOtherSessions},
		{pattern: "GET /account/password", guard: signedIn, handle: s.accountPassword},
		{pattern: "POST /account/password", guard: signedIn, handle: s.changePassword},
		route{pattern: "POST /account/app", guard: signedIn, handle: s.beginCodeApp}.afterProof(),
		{pattern: "GET /account/app", guard: signedIn, handle: s.codeAppPage},
		{pattern: "POST /account/app/code", guard: signedIn, handle: s.finishCodeApp},
		route{pattern: "POST /account/app/remove", guard: signedIn, handle: s.removeCodeApp}.afterProof(),
		route{pattern: "POST /account/recovery-codes", guard: signedIn, handle: s.newRecoveryCodes}.afterProof(),
		route{pattern: "GET /account/passkey", guard: signedIn, handle: s.accountPasskey}.afterProof(),
		route{pattern: "POST /account/passkey/begin", guard: signedIn, handle: s.beginAccountPasskey}.afterProof(),
		route{pattern: "POST /account/passkey", guard: signedIn, handle: s.addPasskey}.afterProof(),
		{pattern: "POST /account/passkey/name", guard: signedIn, handle: s.renamePasskey},
		route{pattern: "POST /account/passkey/remove", guard: signedIn, handle: s.removePasskey}.afterProof(),
		{pattern: "POST /confirm/passkey/begin", guard: signedIn, handle: s.beginPasskeyProof},
		route{pattern: "POST /account/provider", guard: signedIn, handle: s.linkProvider}.afterProof(),
		route{pattern: "POST /account/provider/remove", guard: signedIn, handle: s.unlinkProvider}.afterProof(),
		{pattern: "POST /confirm/provider", guard: signedIn, handle: s.proveByProvider},
		{pattern: "GET /confirm", guard: signedIn, handle: s.confirmPage},
		{pattern: "POST /confirm", guard: signedIn, handle: s.confirm},
		{pattern: "POST /account/stay", guard: signedIn, handle: s.stay},
		{pattern: "POST /sign-out", guard: signedIn, handle: s.signOut},

		// The day
		{pattern: "GET /today", guard: dayGuard, handle: s.today},
		{pattern: "POST /today/seen", guard: may(access.SeeRegister), handle: s.seenToday},
		{pattern: "POST /today/told", guard: may(access.SeeRegister), handle: s.toldToday},

		// Who holds whose case
		{pattern: "GET /caseload", guard: may(access.SeeRegister), handle: s.caseload},
		{pattern: "GET /caseload/change", guard: may(access.Involve), handle: s.caseloadChange},
		{pattern: "POST /caseload/change", guard: may(access.Involve), handle: s.changeHolder},

		// What is missing in the register
		{pattern: "GET /data-quality", guard: may(access.SeeRegister), handle: s.quality},
		{pattern: "GET /data-quality/duplicates", guard: may(access.MergeRecords), handle: s.duplicates},
		{pattern: "GET /people/{id}/merge", guard: may(access.MergeRecords), handle: s.compare},
		{pattern: "POST /people/{id}/merge", guard: may(access.MergeRecords), handle: s.mergeRecords},
		{pattern: "POST /people/{id}/not-same", guard: may(access.MergeRecords), handle: s.sayNotSame},
		{pattern: "GET /people/{id}/unmerge", guard: may(access.MergeRecords), handle: s.unmerge},
		{pattern: "POST /people/{id}/unmerge", guard: may(access.MergeRecords), handle: s.undoMerge},

		// The register
		{pattern: "GET /register", guard: may(access.SeeRegister), handle: s.registerPage},
		{pattern: "POST /register/search", guard: may(access.SeeRegister), handle: s.search},
		{pattern: "POST /register/views", guard: may(access.SeeRegister), handle: s.saveView},
		{pattern: "POST /register/views/delete", guard: may(access.SeeRegister), handle: s.deleteView},
		route{pattern: "GET /register/export", guard: may(access.Export), handle: s.export}.within(5 * time.Minute).weighing(30).afterProof().givingFile(),

		// Referrals from people who need not be signed in
		{pattern: "GET /refer/{register}", guard: anyone, handle: s.referStart},
		route{pattern: "POST /refer/{register}", guard: anyone, handle: s.beginRefer}.upTo(mostReferred).weighing(10),
		{pattern: "GET /refer/{register}/{step}", guard: anyone, handle: s.referStep},
		route{pattern: "POST /refer/{register}/{step}", guard: anyone, handle: s.answerStep}.upTo(mostReferred).weighing(5),
		{pattern: "GET /refer/{register}/check", guard: anyone, handle: s.referCheck},
		route{pattern: "POST /refer/{register}/check", guard: anyone, handle: s.sendReferral}.upTo(mostReferred).weighing(10),
		{pattern: "GET /refer/{register}/sent", guard: anyone, handle: s.referSent},
		{pattern: "GET /refer/{register}/saved", guard: anyone, handle: s.referSaved},
		{pattern: "POST /refer/{register}/leave", guard: anyone, handle: s.leaveReferral},
		{pattern: "GET /refer/{register}/back", guard: anyone, handle: s.referBack},
		route{pattern: "POST /refer/{register}/back", guard: anyone, handle: s.comeBack}.weighing(10),

		{pattern: "GET /criteria/{register}", guard: anyone, handle: s.criteria},
		{pattern: "GET /criteria", guard: may(access.Triage), handle: s.criteriaNew},
		route{pattern: "POST /criteria", guard: may(access.Triage), handle: s.publishCriteria}.afterProof(),

		// Who was referred
		{pattern: "GET /referrals", guard: may(access.SeeReferrals), handle: s.referralsPage},
		{pattern: "GET /referrals/own", guard: may(access.Refer), handle: s.ownReferrals},
		{pattern: "GET /people/{id}/referral", guard: may(access.SeePerson), handle: s.referral},
		{pattern: "POST /people/{id}/referral/move", guard: may(access.Triage), handle: s.moveReferral},
		{pattern: "GET /settings/referrals", guard: may(access.ChangeSettings), handle: s.settingsReferrals},
		route{pattern: "POST /settings/referrals", guard: may(access.ChangeSettings), handle: s.setReferrals}.afterProof(),

		// What is due
		{pattern: "GET /due", guard: may(access.SeeRegister), handle: s.duePage},

		// In hospital
		{pattern: "GET /inpatients", guard: may(access.SeeRegister), handle: s.inpatients},
		route{pattern: "GET /inpatients/export", guard: may(access.Export), handle: s.exportInpatients}.within(5 * time.Minute).weighing(30).afterProof().givingFile(),

		// The support that people need
		{pattern: "GET /support", guard: may(access.SeeRegister), handle: s.support},
		{pattern: "GET /support/gaps", guard: may(access.SeeGaps), handle: s.gaps},
		{pattern: "GET /support/gaps/one", guard: may(access.SeeGaps), handle: s.gap},
		{pattern: "POST /support/gaps/one", guard: may(access.ChangeGaps), handle: s.sayOfGap},
		route{pattern: "GET /support/gaps/export", guard: may(access.SeeGaps), handle: s.exportGaps}.givingFile().afterProof(),
		{pattern: "GET /settings/support", guard: may(access.ChangeSettings), handle: s.settingsSupport},
		route{pattern: "POST /settings/support", guard: may(access.ChangeSettings), handle: s.setSupport}.afterProof(),

		// Reminders
		{pattern: "GET /reminders", guard: may(access.SeeRegister), handle: s.remindersPage},
		{pattern: "POST /reminders/seen", guard: may(access.SeeRegister), handle: s.seeReminders},
		{pattern: "GET /settings/reminders", guard: may(access.ChangeSettings), handle: s.settingsReminders},
		route{pattern: "POST /settings/reminders", guard: may(access.ChangeSettings), handle: s.setReminders}.afterProof(),
		{pattern: "GET /settings/rating", guard: may(access.ChangeSettings), handle: s.settingsRating},
		route{pattern: "POST /settings/rating", guard: may(access.ChangeSettings), handle: s.setObliges}.afterProof(),
		route{pattern: "POST /settings/rating/checklist", guard: may(access.ChangeSettings), handle: s.loadChecklist}.upTo(1 << 20).afterProof(),
		route{pattern: "POST /settings/rating/checklist/open", guard: may(access.ChangeSettings), handle: s.openChecklist}.afterProof(),
		route{pattern: "POST /settings/rating/early-signs/open", guard: may(access.ChangeSettings), handle: s.openEarlySigns}.afterProof(),
		{pattern: "GET /settings/access", guard: may(access.ChangeSettings), handle: s.settingsAccess},
		route{pattern: "POST /settings/access", guard: may(access.ChangeSettings), handle: s.setAccess}.afterProof(),

		// Early signs
		{pattern: "GET /early-signs", guard: may(access.SeeRegister), handle: s.earlySigns},

		// A new person
		{pattern: "GET /people/new", guard: may(access.AddPerson), handle: s.personNew},
		route{pattern: "POST /people/new", guard: may(access.AddPerson), handle: s.addPerson}.keeping(keepingNewPerson),
		{pattern: "GET /people/new/check", guard: may(access.AddPerson), handle: s.personCheck},
		{pattern: "POST /people/new/check", guard: may(access.AddPerson), handle: s.addChecked},

		// One person's record
		{pattern: "GET /people/{id}", guard: may(access.SeePerson), handle: s.person},
		{pattern: "GET /people/{id}/hospital", guard: may(access.SeePerson), handle: s.hospital},
		{pattern: "GET /people/{id}/hospital/data", guard: may(access.SeePerson), handle: s.hospitalData},
		{pattern: "GET /people/{id}/looked", guard: may(access.SeeWhoLooked), handle: s.personLooked},
		{pattern: "GET /people/{id}/involved", guard: may(access.SeePerson), handle: s.involved},
		{pattern: "POST /people/{id}/involved", guard: may(access.Involve), handle: s.involve},
		{pattern: "POST /people/{id}/involved/organisation", guard: may(access.Involve), handle: s.involveOrganisation},
		{pattern: "POST /people/{id}/involved/end", guard: may(access.Involve), handle: s.endInvolvement},
		{pattern: "POST /people/{id}/restricted", guard: may(access.Restrict), handle: s.restrict},
		{pattern: "GET /people/{id}/ratings", guard: may(access.SeePerson), handle: s.personRatings},
		{pattern: "GET /people/{id}/checklist", guard: may(access.Rate), handle: s.checklist},
		{pattern: "POST /people/{id}/checklist", guard: may(access.Rate), handle: s.answerChecklist},
		{pattern: "GET /people/{id}/record", guard: may(access.SeePerson), handle: s.recordIndex},
		{pattern: "GET /people/{id}/record/{kind}", guard: may(access.SeePerson), handle: s.recordForm},
		route{pattern: "POST /people/{id}/record/{kind}", guard: may(access.SeePerson), handle: s.record}.keeping(keepingForm),
		{pattern: "GET /people/{id}/entries/{seq}/strike-out", guard: may(access.StrikeOut), handle: s.recordForm},
		route{pattern: "POST /people/{id}/entries/{seq}/strike-out", guard: may(access.StrikeOut), handle: s.record}.keeping(keepingForm),
		{pattern: "GET /people/{id}/entries/{seq}/mark", guard: may(access.MarkEntry), handle: s.entryMark},
		{pattern: "POST /people/{id}/entries/{seq}/mark", guard: may(access.MarkEntry), handle: s.markEntry},
		{pattern: "GET /people/{id}/hand-over", guard: may(access.HandOver), handle: s.handOver},
		{pattern: "POST /people/{id}/hand-over", guard: may(access.HandOver), handle: s.proposeHandOver},
		{pattern: "GET /people/{id}/attachments", guard: may(access.SeePerson), handle: s.attachments},
		route{pattern: "POST /people/{id}/attachments", guard: may(access.Record), handle: s.attach}.upTo(mostSent).within(2 * time.Minute),
		{pattern: "GET /people/{id}/attachments/{attachment}", guard: may(access.SeePerson), handle: s.attachmentFile},
		{pattern: "GET /people/{id}/attachments/{attachment}/mark", guard: may(access.MarkEntry), handle: s.attachmentMark},
		{pattern: "POST /people/{id}/attachments/{attachment}/mark", guard: may(access.MarkEntry), handle: s.attachmentMark},
		{pattern: "GET /people/{id}/attachments/{attachment}/withdraw", guard: may(access.StrikeOut), handle: s.attachmentWithdraw},
		{pattern: "POST /people/{id}/attachments/{attachment}/withdraw", guard: may(access.StrikeOut), handle: s.attachmentWithdraw},

		// The support that one person needs
		{pattern: "GET /people/{id}/support", guard: may(access.SeePerson), handle: s.personSupport},
		{pattern: "GET /people/{id}/plan", guard: may(access.SeePerson), handle: s.personPlan},
		{pattern: "GET /people/{id}/plan/pdf", guard: may(access.SeePerson), handle: s.personPlanPDF},

		// Multi-agency meetings
		{pattern: "GET /meetings", guard: may(access.SeeRegister), handle: s.meetings},
		{pattern: "POST /meetings", guard: may(access.RunMeetings), handle: s.makeMeeting},
		{pattern: "GET /meeting-series", guard: may(access.RunMeetings), handle: s.meetingSeries},
		{pattern: "GET /meeting-series/agendas", guard: may(access.RunMeetings), handle: s.agendaWeights},
		{pattern: "POST /meeting-series/agendas", guard: may(access.RunMeetings), handle: s.setAgendaWeights},
		{pattern: "GET /meeting-series/{series}", guard: may(access.RunMeetings), handle: s.meetingSeriesForm},
		{pattern: "POST /meeting-series/{series}", guard: may(access.RunMeetings), handle: s.setMeetingSeries},
		{pattern: "GET /meetings/{id}", guard: may(access.SeeRegister), handle: s.meeting},
		{pattern: "POST /meetings/{id}/people", guard: may(access.RunMeetings), handle: s.addToAgenda},
		{pattern: "POST /meetings/{id}/people/{case}/move", guard: may(access.RunMeetings), handle: s.moveOnAgenda},
		{pattern: "GET /meetings/{id}/people/{case}/off", guard: may(access.RunMeetings), handle: s.takeOffPage},
		{pattern: "POST /meetings/{id}/people/{case}/off", guard: may(access.RunMeetings), handle: s.takeOff},
		{pattern: "GET /meetings/{id}/cancel", guard: may(access.RunMeetings), handle: s.meetingCancel},
		{pattern: "POST /meetings/{id}/cancel", guard: may(access.RunMeetings), handle: s.cancelMeeting},
		{pattern: "GET /meetings/{id}/run", guard: may(access.RunMeetings), handle: s.meetingRun},
		{pattern: "POST /meetings/{id}/run", guard: may(access.RunMeetings), handle: s.runMeeting},
		route{pattern: "POST /meetings/{id}/run/{case}", guard: may(access.RunMeetings), handle: s.discuss}.keeping(keepingDiscussion),
		route{pattern: "POST /meetings/{id}/run/{case}/draft", guard: may(access.RunMeetings), handle: s.keepDiscussion}.keeping(keepingDiscussion),
		{pattern: "GET /meetings/{id}/end", guard: may(access.RunMeetings), handle: s.meetingEnd},
		{pattern: "POST /meetings/{id}/end", guard: may(access.RunMeetings), handle: s.endMeeting},
		{pattern: "GET /meetings/{id}/follow", guard: may(access.SeeRegister), handle: s.meetingFollow},
		{pattern: "GET /meetings/{id}/follow/now", guard: may(access.SeeRegister), handle: s.meetingFollowNow},
		{pattern: "GET /meetings/{id}/attendance", guard: may(access.SeeRegister), handle: s.meetingAttendance},
		{pattern: "POST /meetings/{id}/attendance", guard: may(access.RunMeetings), handle: s.addAttendee},
		{pattern: "POST /meetings/{id}/attendance/{n}", guard: may(access.RunMeetings), handle: s.setPresence},
		{pattern: "GET /meetings/{id}/minutes", guard: may(access.SeeRegister), handle: s.meetingMinutes},
		{pattern: "POST /meetings/{id}/minutes", guard: may(access.RunMeetings), handle: s.addToMinutes},
		route{pattern: "GET /meetings/{id}/minutes/pdf", guard: may(access.SeeRegister), handle: s.meetingMinutesPDF}.afterProof().givingFile(),
		{pattern: "GET /people/{id}/meetings", guard: may(access.SeePerson), handle: s.personMeetings},
		{pattern: "POST /people/{id}/meetings", guard: may(access.AskForMeeting), handle: s.askMeeting},

		route{pattern: "POST /drafts/{key...}", guard: signedIn, handle: s.keepDraft}.keeping(keepingDraft),

		// Consent
		{pattern: "GET /consents", guard: may(access.SeeRegister), handle: s.consents},
		{pattern: "GET /people/{id}/consent", guard: may(access.SeePerson), handle: s.personConsent},
		{pattern: "GET /people/{id}/leave", guard: may(access.SeePerson), handle: s.personLeave},
		{pattern: "GET /people/{id}/papers/{paper}", guard: may(access.Record), handle: s.paper},
		{pattern: "GET /settings/consent", guard: may(access.ChangeSettings), handle: s.settingsConsent},
		route{pattern: "POST /settings/consent", guard: may(access.ChangeSettings), handle: s.setConsent}.afterProof(),

		// What was opened in an emergency
		{pattern: "GET /emergency-access", guard: may(access.ReviewEmergency), handle: s.emergencyAccess},
		{pattern: "POST /emergency-access/named", guard: may(access.ReviewEmergency), handle: s.nameKeeper},
		{pattern: "GET /emergency-access/{id}", guard: may(access.ReviewEmergency), handle: s.emergencyLook},
		{pattern: "POST /emergency-access/{id}", guard: may(access.ReviewEmergency), handle: s.lookAtEmergency},

		// Whose the names are that hold cases
		{pattern: "GET /names", guard: may(access.Involve), handle: s.heldNames},
		{pattern: "GET /names/{name}", guard: may(access.Involve), handle: s.heldName},
		{pattern: "POST /names/{name}", guard: may(access.Involve), handle: s.sayWhose},

		// People who move from one register to another
		{pattern: "GET /handovers", guard: may(access.HandOver), handle: s.handoversPage},
		{pattern: "GET /handovers/{id}", guard: may(access.HandOver), handle: s.handover},
		{pattern: "POST /handovers/{id}/accept", guard: may(access.HandOver), handle: s.acceptHandover},
		{pattern: "POST /handovers/{id}/decline", guard: may(access.HandOver), handle: s.declineHandover},
		{pattern: "POST /handovers/{id}/withdraw", guard: may(access.HandOver), handle: s.withdrawHandover},

		// Bringing in a spreadsheet
		{pattern: "GET /imports", guard: may(access.Import), handle: s.importsPage},
		route{pattern: "POST /imports", guard: may(access.Import), handle: s.upload}.upTo(mostSent).within(2 * time.Minute).weighing(30),
		{pattern: "GET /imports/{id}", guard: may(access.Import), handle: s.importStands},
		{pattern: "GET /imports/{id}/progress", guard: may(access.Import), handle: s.importProgress},
		{pattern: "GET /imports/{id}/columns", guard: may(access.Import), handle: s.importColumns},
		route{pattern: "POST /imports/{id}/columns", guard: may(access.Import), handle: s.setColumns}.keeping(keepingColumns),
		{pattern: "GET /imports/{id}/review", guard: may(access.Import), handle: s.importReview},
		route{pattern: "POST /imports/{id}/lines", guard: may(access.Import), handle: s.decideLines}.keeping(keepingReview),
		{pattern: "POST /imports/{id}/suggestions", guard: may(access.Import), handle: s.takeSuggestions},
		{pattern: "POST /imports/{id}/problem", guard: may(access.Import), handle: s.decideKind},
		{pattern: "GET /imports/{id}/commit", guard: may(access.Import), handle: s.importCommit},
		{pattern: "POST /imports/{id}/commit", guard: may(access.Import), handle: s.commitImport},
		{pattern: "GET /imports/{id}/receipt.csv", guard: may(access.Import), handle: s.importReceipt},
		{pattern: "GET /imports/{id}/undo", guard: may(access.Import), handle: s.importUndo},
		route{pattern: "POST /imports/{id}/undo", guard: may(access.Import), handle: s.undoImport}.within(2 * time.Minute),
		{pattern: "GET /imports/{id}/discard", guard: may(access.Import), handle: s.importDiscard},
		{pattern: "POST /imports/{id}/discard", guard: may(access.Import), handle: s.discardImport},

		// How long records are kept
		{pattern: "GET /retention", guard: may(access.Retain), handle: s.retention},
		{pattern: "GET /retention/people/{id}", guard: may(access.Retain), handle: s.retentionPerson},
		route{pattern: "POST /retention/people/{id}", guard: may(access.Retain), handle: s.decideRetention}.within(2 * time.Minute).afterProof(),
		{pattern: "GET /retention/rules", guard: may(access.Retain), handle: s.retentionRules},
		route{pattern: "POST /retention/rules", guard: may(access.Retain), handle: s.setRetentionRules}.afterProof(),
		{pattern: "GET /retention/certificates/{n}", guard: may(access.Retain), handle: s.retentionCertificate},
		{pattern: "GET /retention/certificates/{n}/pdf", guard: may(access.Retain), handle: s.retentionCertificatePDF},

		// What people did
		{pattern: "GET /audit", guard: may(access.SeeAudit), handle: s.auditPage},
		{pattern: "POST /audit/person", guard: may(access.SeeAudit), handle: s.auditSearch},
		route{pattern: "GET /audit/export", guard: may(access.SeeAudit), handle: s.auditExport}.within(5 * time.Minute).weighing(30).afterProof().givingFile(),

		// People who ask for what is kept about them
		{pattern: "GET /subject-access", guard: may(access.AnswerSubject), handle: s.subjectAccess},
		{pattern: "POST /subject-access", guard: may(access.AnswerSubject), handle: s.findSubject},
		{pattern: "GET /subject-access/rules", guard: may(access.AnswerSubject), handle: s.subjectAccessRules},
		route{pattern: "POST /subject-access/rules", guard: may(access.AnswerSubject), handle: s.setSubjectAccessRules}.afterProof(),
		{pattern: "GET /people/{id}/subject-access", guard: may(access.AnswerSubject), handle: s.personAccess},
		{pattern: "POST /people/{id}/subject-access", guard: may(access.AnswerSubject), handle: s.beginAccess},
		{pattern: "POST /people/{id}/subject-access/end", guard: may(access.AnswerSubject), handle: s.endAccess},
		route{pattern: "GET /people/{id}/subject-access/answer", guard: may(access.AnswerSubject), handle: s.accessAnswer}.within(2 * time.Minute).afterProof().givingFile(),
		{pattern: "GET /people/{id}/subject-access/read", guard: may(access.AnswerSubject), handle: s.accessRead},
		{pattern: "POST /people/{id}/subject-access/read", guard: may(access.AnswerSubject), handle: s.giveRead},
		{pattern: "GET /people/{id}/subject-access/{part}", guard: may(access.AnswerSubject), handle: s.accessPart},
		{pattern: "GET /people/{id}/subject-access/{part}/file", guard: may(access.AnswerSubject), handle: s.accessFile},
		{pattern: "POST /people/{id}/subject-access/{part}", guard: may(access.AnswerSubject), handle: s.decideAccess},

		// The rules of the register
		{pattern: "GET /rules", guard: may(access.TryRules), handle: s.rulesPage},
		{pattern: "GET /rules/progress", guard: may(access.TryRules), handle: s.rulesProgress},
		{pattern: "GET /rules/adopted/{n}", guard: may(access.TryRules), handle: s.adoptedRules},
		{pattern: "GET /rules/try", guard: may(access.TryRules), handle: s.rulesTry},
		{pattern: "POST /rules/try/file", guard: may(access.TryRules), handle: s.tryFile},
		{pattern: "POST /rules/try/commencement", guard: may(access.TryRules), handle: s.tryCommencement},
		{pattern: "GET /rules/trials/{id}", guard: may(access.TryRules), handle: s.rulesTrial},
		{pattern: "GET /rules/trials/{id}/progress", guard: may(access.TryRules), handle: s.rulesTrialProgress},
		{pattern: "GET /rules/trials/{id}/people", guard: may(access.TryRules), handle: s.rulesPeople},
		{pattern: "GET /rules/trials/{id}/adopt", guard: may(access.ChangeSettings), handle: s.rulesAdopt},
		route{pattern: "POST /rules/trials/{id}/adopt", guard: may(access.ChangeSettings), handle: s.adoptRules}.afterProof(),
		{pattern: "POST /rules/trials/{id}/count", guard: may(access.TryRules), handle: s.countAgain},
		{pattern: "POST /rules/trials/{id}/discard", guard: may(access.TryRules), handle: s.discardTrial},

		// What can be set
		{pattern: "GET /settings", guard: mayEither(access.ChangeSettings, access.ManageUsers), handle: s.settings},
		{pattern: "GET /settings/users", guard: may(access.ManageUsers), handle: s.settingsUsers},
		{pattern: "GET /settings/users/new", guard: may(access.ManageUsers), handle: s.userNew},
		route{pattern: "POST /settings/users/new", guard: may(access.ManageUsers), handle: s.addUser}.afterProof(),
		{pattern: "GET /settings/users/{id}/password", guard: may(access.ManageUsers), handle: s.userPassword},
		route{pattern: "POST /settings/users/{id}/password/email", guard: may(access.ManageUsers), handle: s.sendInvitation}.afterProof(),
		route{pattern: "POST /settings/users/{id}/password/letter", guard: may(access.ManageUsers), handle: s.writeLetter}.afterProof(),
		{pattern: "GET /settings/users/{id}", guard: may(access.ManageUsers), handle: s.userChange},
		route{pattern: "POST /settings/users/{id}", guard: may(access.ManageUsers), handle: s.changeUser}.afterProof(),
		{pattern: "GET /settings/users/{id}/second-factor", guard: may(access.ManageUsers), handle: s.userFactor},
		route{pattern: "POST /settings/users/{id}/second-factor", guard: may(access.ManageUsers), handle: s.resetFactor}.afterProof(),
		{pattern: "GET /settings/users/{id}/sign-out", guard: may(access.ManageUsers), handle: s.userSignOut},
		route{pattern: "POST /settings/users/{id}/sign-out", guard: may(access.ManageUsers), handle: s.signOutUser}.afterProof(),
		{pattern: "GET /settings/users/{id}/end", guard: may(access.ManageUsers), handle: s.userEnd},
		route{pattern: "POST /settings/users/{id}/end", guard: may(access.ManageUsers), handle: s.endUser}.afterProof(),
		route{pattern: "POST /settings/users/{id}/keep", guard: may(access.ManageUsers), handle: s.keepUser}.afterProof(),
		{pattern: "GET /settings/users/{id}/let-in", guard: may(access.ManageUsers), handle: s.userLetIn},
		route{pattern: "POST /settings/users/{id}/let-in", guard: may(access.ManageUsers), handle: s.letInUser}.afterProof(),
		{pattern: "GET /settings/organisations", guard: may(access.ManageUsers), handle: s.settingsOrganisations},
		{pattern: "GET /settings/organisations/new", guard: may(access.ManageUsers), handle: s.organisationNew},
		route{pattern: "POST /settings/organisations/new", guard: may(access.ManageUsers), handle: s.addOrganisation}.afterProof(),
		{pattern: "GET /settings/organisations/{code}", guard: may(access.ManageUsers), handle: s.organisation},
		route{pattern: "POST /settings/organisations/{code}", guard: may(access.ManageUsers), handle: s.changeOrganisation}.afterProof(),
		{pattern: "GET /settings/organisations/{code}/end", guard: may(access.ManageUsers), handle: s.organisationEnd},
		route{pattern: "POST /settings/organisations/{code}/end", guard: may(access.ManageUsers), handle: s.endOrganisation}.afterProof(),
		{pattern: "GET /settings/organisations/{code}/remove", guard: may(access.ManageUsers), handle: s.organisationRemove},
		route{pattern: "POST /settings/organisations/{code}/remove", guard: may(access.ManageUsers), handle: s.removeOrganisation}.afterProof(),
		{pattern: "GET /settings/teams", guard: may(access.ManageUsers), handle: s.settingsTeams},
		{pattern: "GET /settings/teams/new", guard: may(access.ManageUsers), handle: s.teamNew},
		route{pattern: "POST /settings/teams/new", guard: may(access.ManageUsers), handle: s.addTeam}.afterProof(),
		{pattern: "GET /settings/teams/{id}", guard: may(access.ManageUsers), handle: s.team},
		route{pattern: "POST /settings/teams/{id}", guard: may(access.ManageUsers), handle: s.changeTeam}.afterProof(),
		{pattern: "GET /settings/teams/{id}/remove", guard: may(access.ManageUsers), handle: s.teamRemove},
		route{pattern: "POST /settings/teams/{id}/remove", guard: may(access.ManageUsers), handle: s.removeTeam}.afterProof(),

		// The hospitals and wards to choose from
		{pattern: "GET /settings/hospitals", guard: mayEither(access.ChangeSettings, access.Import), handle: s.settingsHospitals},
		{pattern: "GET /settings/hospitals/file.csv", guard: mayEither(access.ChangeSettings, access.Import), handle: s.hospitalsFile},
		route{pattern: "POST /settings/hospitals/file", guard: mayEither(access.ChangeSettings, access.Import), handle: s.bringInHospitals}.upTo(mostHospitals).afterProof(),
		{pattern: "GET /settings/hospitals/new", guard: mayEither(access.ChangeSettings, access.Import), handle: s.hospitalNew},
		route{pattern: "POST /settings/hospitals/new", guard: mayEither(access.ChangeSettings, access.Import), handle: s.addHospital}.afterProof(),
		{pattern: "GET /settings/hospitals/{code}", guard: mayEither(access.ChangeSettings, access.Import), handle: s.hospitalOfCode},
		route{pattern: "POST /settings/hospitals/{code}", guard: mayEither(access.ChangeSettings, access.Import), handle: s.changeHospital}.afterProof(),
		route{pattern: "POST /settings/hospitals/{code}/remove", guard: mayEither(access.ChangeSettings, access.Import), handle: s.removeHospital}.afterProof(),

		// Anything else
		{pattern: "/", guard: signedIn, handle: s.notFound},
	}
}
