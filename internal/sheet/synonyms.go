package sheet

import (
	"regexp"
	"strings"
)

// strength is how clearly a heading says what its column holds.
type strength int

const (
	noIdea  strength = iota
	vague            // "Status", "Level", "Date": the values or a band above must tell
	likely           // by words that usually mean it
	certain          // the usual name of it
)

// meaning is what a heading seems to say. A likely or certain meaning with no
// field is a heading known to have no place in the register ("Age").
type meaning struct {
	field    Field
	strength strength
}

// usualNames are whole headings, as words writes them.
var usualNames = map[string]Field{}

func init() {
	for field, names := range map[Field]string{
		FamilyName:       "surname|family name|last name|lastname|second name|sur name|name surname|client surname|patient surname|surname family name|person surname|person family name|person last name",
		GivenName:        "forename|forenames|forename s|first name|firstname|given name|given names|christian name|first names|first name s|fore name|name first|name forename|client forename|patient forename|person forename|person first name|person given name",
		FullName:         "name|full name|fullname|client name|patient name|client|patient|service user|service user name|person|person name|persons name|person s name|individual|individuals name|name of person|name of client|name of patient|name of individual|name of service user|young person|young persons name|childs name|child name|name of child|cyp name|client full name|patient full name|yp name|su name|name surname forename|name forename surname|surname forename|forename surname|surname first name|name of young person|who",
		PreferredName:    "preferred name|known as|likes to be called|preferred to be called|aka|prefers",
		Pronouns:         "pronouns|pronoun",
		BirthDate:        "dob|d o b|d of b|dofb|date of birth|birth date|birthdate|dateofbirth|born|date birth|client dob|patient dob|person dob|birthday|dob dd mm yyyy",
		BirthYear:        "year of birth|birth year|yob|dob year|dob yyyy|dob y|date of birth year|birth yyyy",
		BirthMonth:       "month of birth|birth month|dob month|dob mm|dob m|date of birth month|birth mm",
		BirthDay:         "birth day|dob day|dob dd|dob d|date of birth day|birth dd",
		NHSNumber:        "nhs|nhs no|nhs number|nhs num|nhs nr|nhs id|nhsno|nhsnumber|nhs ref|client nhs number|patient nhs number|person nhs number|nhs no s|national health service number",
		LocalID:          "id|client id|patient id|person id|rio number|rio no|rio id|rio|paris id|paris number|system id|local id|local identifier|local number|local patient identifier|hospital number|case number|case id|record number|systmone id|carenotes id|carenotes number|mosaic id|liquidlogic id|lcs id|swift id|unique id|unique identifier|identifier|reference|reference number|ref|ref no|ref number|our ref|dsr id|dsr number|dsr no|dsr ref|mrn|urn|k number|epr number|epr no",
		Gender:           "gender|sex|gender identity|m f",
		Ethnicity:        "ethnicity|ethnic group|ethnic origin|ethnic category|ethnic background",
		Language:         "language|first language|preferred language|main language|spoken language",
		Communication:    "communication|communication needs|reasonable adjustments|communication preferences|adjustments|accessible information|communication and reasonable adjustments",
		Address:          "address|home address|current address|address line 1|address line 2|address 1|address 2|usual address|street|town|residence",
		Postcode:         "postcode|post code|pcode|home postcode|zip|postal code",
		LocalAuthority:   "local authority|la|loc auth|local auth|council|council area|responsible la|responsible local authority|borough|la area|authority|local council|home la|lead la|local authority area|local authority of ordinary residence|la of ordinary residence|ordinary residence|responsible council|host la",
		GP:               "gp|gp practice|gp surgery|surgery|gp name|registered gp|general practitioner|practice",
		Phone:            "phone|telephone|tel|tel no|mobile|phone number|telephone number|contact number|contact no|mobile number|contact tel|phone no",
		Email:            "email|e mail|email address|e mail address",
		Condition:        "diagnosis|diagnoses|dx|ld asd|ld asc|ld autism|ld a|lda|ld and or autism|ld or autism|asd ld|asc ld|autism ld|condition|conditions|cohort|primary diagnosis|ld asd both|asd ld both|lda diagnosis|autism or learning disability|learning disability autism|learning disability or autism|learning disability and or autism|ld autism both|diagnosis ld asd|ld asd diagnosis|autism learning disability|client group|confirmed diagnosis",
		HasAutism:        "autism|asd|asc|autistic|autism diagnosis|asd diagnosis|asc diagnosis|autism y n|asd y n|asc y n|autism yes no|autism spectrum|asd asc|asc asd",
		HasDisability:    "ld|learning disability|ld diagnosis|ld y n|learning disability y n|learning disability diagnosis|learning disability yes no|intellectual disability",
		ReferredOn:       "referred|date referred|referral date|date of referral|referred on|referral received|date referral received|referral|ref date|date of ref|referral received date|referred date|date referred to dsr",
		ReferredBy:       "referred by|referrer|source of referral|referral source|referring agency|who referred|referrer name|referred from",
		JoinedOn:         "on register since|date added|added|added on|date added to register|date added to dsr|joined|joined register|date joined|date on register|on dsr since|date on dsr|date entered|entry date|date of entry|date accepted|accepted|date accepted onto dsr|since|start date|date started|date onto dsr|date onto register|added to register|added to dsr|date first added|on since|date placed on dsr|date went on",
		LeftOn:           "left|date left|left on|removed|date removed|removed on|date off register|off register|date closed|closed|closed on|date removed from dsr|end date|came off|stepped off|left register|date left register|date of removal|date stepped down",
		Consent:          "consent|consent given|consent status|consented|consent y n|consent to dsr|dsr consent|consent to share|consent obtained|consent gained|consent to register|consent type|consent basis|consent to be on dsr|consent for dsr|consent in place|consent yes no|consent to sharing|consent decision|permission|agreed to dsr",
		ConsentDate:      "consent date|date of consent|date consent|date consented|consented on|consent given on|date consent given|date consent obtained|consent obtained on|consent recorded|consent dated|date consent gained|consent on",
		Rating:           "rag|rag rating|rag status|rating|current rating|current rag|colour|color|risk rating|risk level|rag level|rag colour|dsr rating|dsr colour|dsr rag|risk rag|current colour|dsr level|current rag rating|level of risk|rag score|rag category|rag now|current risk|current risk rating|risk of admission|admission risk|colour rating|dsr risk level|dsr risk rating|traffic light|risk status|rag rated|risk category|risk band",
		RatedRed:         "red",
		RatedAmber:       "amber",
		RatedGreen:       "green",
		RatedBlue:        "blue",
		RatingDate:       "rag date|date of rag|rating date|date of rating|date rated|rated on|rating reviewed on|rag reviewed|rag changed|date rag changed|rag updated|date of rag rating|rag rating date|rag review date|last rated|date of last rating|rating reviewed|rated|rag status date|rating since|colour date|date of colour|date rag rated|rag as at|rag reviewed on|rag last reviewed|rating date changed|date rating changed|rating last reviewed",
		HospitalWard:     "ward hospital|hospital ward|hospital and ward|ward and hospital|hospital unit|unit|inpatient unit|inpatient ward|where inpatient|inpatient placement|hospital placement|current hospital|ward name hospital|hospital ward name|inpatient location|hospital name and ward|ward unit|name of hospital ward|admitted to|inpatient hospital",
		Hospital:         "hospital|hospital name|name of hospital|hospital site|provider|inpatient provider|provider name|hospital provider",
		Ward:             "ward|ward name|name of ward|current ward",
		Setting:          "setting|community or hospital|community hospital|hospital or community|hospital community|current setting|inpatient|inpatient community|community inpatient|in hospital|currently inpatient|inpatient y n|current inpatient|inpatient or community|community or inpatient|where living|living situation|placement type|is inpatient|hospital y n|inpatient status|location|current location|where now|living|whereabouts|current placement|placement",
		Security:         "security|security level|level of security|ward security|ward type|type of ward|secure level|ward level|bed type|secure|security of ward|unit type|ward category|type of bed",
		LegalStatus:      "mha status|mha|legal status|section|mha section|mental health act|mental health act status|mental health act section|detention|detention status|sectioned|legal framework|status under mha|detained|detained under|section status",
		OutOfArea:        "out of area|ooa|ooa y n|out of area y n|out of area placement|in area|oap",
		AdmittedOn:       "admitted|admission date|date of admission|date admitted|admitted on|admission|adm date|date adm|doa|date of adm|inpatient since|current admission date|admission start",
		PlannedDischarge: "planned discharge|planned discharge date|edd|pdd|tdd|expected discharge|expected discharge date|estimated discharge|estimated discharge date|estimated date of discharge|expected date of discharge|target discharge|target discharge date|predicted discharge date|planned date of discharge|predicted discharge|discharge planned|discharge due",
		DischargedOn:     "discharged|discharge date|date of discharge|date discharged|discharged on|actual discharge date|actual discharge",
		EHCPlan:          "ehcp|ehc plan|ehc|ehcp y n|education health and care plan|ehcp in place|ehcp status|has ehcp|ehcp yes no|eh c plan|ehc plan y n|education health care plan",
		LastReview:       "last cetr|last ctr|last review|date of last ctr cetr|date of last cetr|date of last ctr|last ctr cetr|last cetr ctr|last ctr date|last cetr date|previous ctr|previous cetr|most recent ctr|most recent cetr|ctr date|cetr date|date of ctr|date of cetr|last review date|date of last review|ctr cetr date|date of ctr cetr|last ctr cetr date|last held|date last ctr|date last cetr|latest ctr|latest cetr|ctr held|cetr held|last c e tr|ctr|cetr|ctr cetr|last community ctr|last ctr held|cetr ctr|last cetr held|date of most recent ctr|date of most recent cetr",
		LastReviewType:   "type of ctr|type of cetr|ctr type|cetr type|review type|type of review|last review type|type of last ctr|type of last cetr|type of last review|ctr cetr type|reviews type|last ctr type|last cetr type|type of meeting|meeting type|type of ctr cetr",
		NextReviewDue:    "next cetr|next ctr|next review|next due|next ctr due|next cetr due|next review due|next ctr date|next cetr date|next review date|ctr due|cetr due|review due|date of next ctr|date of next cetr|next ctr cetr|next ctr cetr due|review date|reviews next due|due|next|date of next review|ctr due date|cetr due date|next ctr cetr date|ctr cetr due|ctr booked|planned ctr|next cetr ctr|date next ctr due|review due date|date of next ctr cetr",
		Advocate:         "advocate|advocacy|imha|imca|independent advocate|advocate name|name of advocate|has advocate|advocacy service",
		Keyworker:        "key worker|keyworker|key worker name|keyworker name|named keyworker|named key worker|key working|keyworking|key worker 0 25|cyp keyworker|key worker 14 25",
		SocialWorker:     "social worker|sw|named social worker|allocated social worker|social worker name|sw name",
		SupportNeeded:    "support needed|unmet need|unmet needs|support required|needs|support needs|support|gaps|what is needed|needed|gap in support|gaps in support|support gaps|need|what support is needed|service needed|services needed|support plan|identified need|identified needs|support package needed",
		Coordinator:      "coordinator|co ordinator|case manager|lead professional|case holder|caseholder|dsr lead|care coordinator|care co ordinator|case coordinator|case co ordinator|named worker|allocated worker|allocated to|lead|case lead|lead worker|dsr coordinator|dsr co ordinator|lead clinician|professional lead|responsible professional|named professional|clinical lead|worker|case worker|caseworker|named lead|lead practitioner|commissioner|case owner|owner|held by",
		Notes:            "notes|comments|comment|note|remarks|additional information|other information|other info|update|updates|latest update|summary|background|narrative|current situation|any other information|further information|free text|case notes|situation|progress|current update|general notes|other comments|other notes|additional comments|additional notes|presentation|risks|concerns|history|brief summary|current issues|issues|key issues|reason|rationale|reason for rating|rag rationale|rationale for rag|reason for rag",
		"":               "age|row|row no|row number|s no|item|line|index|school|school college|college|ccg|icb|ics|locality|region|team|service|trust|carer|parent|parents|mother|father|next of kin|nok|guardian|nearest relative|family|day of month|age group|age band|adult cyp|child adult|cyp adult|actions|action|outcome|outcomes|funding|funder|cost|weekly cost|panel|panel date|meeting date|dsr meeting date|last updated|updated|date updated|updated by|date of update|last discussed|date last discussed|date discussed|psychiatrist|consultant|responsible clinician|rc|professional involved|professionals involved|agencies involved|safeguarding|accommodation|carer name|parent name|parent carer|parent carer name|section 117|s117|legal section 117|117|aftercare|dols|medication|stomp|stamp|annual health check|ahc|health check|year|month|quarter|week|risk assessment|risk management plan|hospital passport|delayed discharge|delay|reason for delay|delay reason|length of stay|los|rag reason|previous rating|previous rag|old rag|last rag|rag last month|previous rag rating|previous rag status|rag previous|previous colour|last month|last month rag|trend|direction|movement|change|ward phone|ward telephone|phone ward|country of birth|place of birth|date of death|died|deceased|religion|marital status|date of dsr|sort|sort name",
	} {
		for _, name := range strings.Split(names, "|") {
			if had, twice := usualNames[name]; twice && had != field {
				panic("sheet: heading " + name + " has two meanings")
			}
			usualNames[name] = field
		}
	}
}

// vagueNames are headings that say nothing without their values or the band
// above them.
var vagueNames = map[string]bool{
	"no": true, "number": true, "num": true, "count": true,
	"date": true, "type": true, "status": true, "level": true, "category": true, "current": true, "priority": true, "tier": true, "band": true,
	"risk": true, "area": true, "place": true, "code": true, "group": true, "score": true, "dsr": true, "register": true, "dsr status": true,
	"current status": true, "held": true, "date due": true, "due date": true, "last": true, "last date": true, "next date": true, "by": true,
	"on": true, "given": true, "start": true, "end": true, "value": true, "detail": true, "details": true, "info": true, "stage": true, "type of": true,
	"day": true, "dd": true, "mm": true, "yyyy": true, "yy": true, "d": true, "m": true, "y": true, "date changed": true, "changed": true,
	"reviewed": true, "date reviewed": true, "review": true, "y n": true, "yes no": true, "basis": true, "how": true, "obtained": true,
	"decision": true, "first": true, "surname first": true, "birth": true, "family": true, "plan": true, "rated by": true,
}

// leanNames say too little below a band of headings: the band tells.
var leanNames = map[string]bool{
	"name": true, "no": true, "number": true, "id": true, "due": true, "next": true, "left": true, "since": true, "added": true, "ref": true, "first": true, "surname": true,
	"year": true, "month": true, "provider": true, "unit": true, "next due": true, "location": true, "rated": true, "reason": true, "owner": true, "lead": true, "worker": true, "phone": true, "email": true, "address": true, "given": true,
}

// headingRule reads headings that are no usual name. Each group must have one
// of its words; none of the words in not may be there. First match wins.
type headingRule struct {
	field  Field
	groups []string // words of a group apart by |
	not    string

	words  [][]string
	absent []string
}

func init() {
	for i := range headingRules {
		r := &headingRules[i]
		for _, group := range r.groups {
			r.words = append(r.words, strings.Split(group, "|"))
		}
		if r.not != "" {
			r.absent = strings.Split(r.not, "|")
		}
	}
}

var dayWords = "date|dated|when|on|since|received|day"

var headingRules = []headingRule{
	{field: "", groups: []string{"previous|prior|old|former|original|initial|last month|earlier", "rag|rating|colour|risk|rated"}},
	{field: "", groups: []string{"carer|parent|mother|father|guardian|next of kin|nok|nearest relative|sibling|relative|psychiatrist|consultant|rc"}, not: "consent|ctr|cetr"},
	{field: "", groups: []string{"country|place|town", "birth"}},
	{field: "", groups: []string{"117|dols|funding|cost|budget"}},
	{field: "", groups: []string{"age", "years|yrs|today|now|at|as|current|group|band"}, not: "birth|dob"},
	{field: BirthDate, groups: []string{"birth|dob|d o b|born|birthdate"}},
	{field: NHSNumber, groups: []string{"nhs", "no|number|num|nr|id|ref|identifier|nos"}},
	{field: ConsentDate, groups: []string{"consent|consented", dayWords}, not: "date type"},
	{field: Consent, groups: []string{"consent|consented|consents"}, not: "ctr|cetr|review|reviews"},
	{field: "", groups: []string{"consent|consented|consents"}},
	{field: NextReviewDue, groups: []string{"next|due|booked|scheduled|planned|upcoming|future", "ctr|cetr|ctrs|cetrs|review|c etr"}, not: "rag|rating|discharge|medication|health|overdue"},
	{field: LastReviewType, groups: []string{"type|kind", "ctr|cetr|review|reviews|meeting|last"}, not: "rag|rating"},
	{field: LastReview, groups: []string{"ctr|cetr|ctrs|cetrs|care and treatment review|c etr", "last|previous|recent|latest|date|held|completed|on"}, not: "type|outcome|needed|required|actions|chair|consent|y n"},
	{field: LastReview, groups: []string{"review|reviews", "last|previous|recent|latest|held|date"}, not: "rag|rating|type|outcome|medication|health|dsr|next"},
	{field: RatingDate, groups: []string{"rag|rating|colour|rated|risk level", dayWords + "|reviewed|changed|updated|as at|last"}, not: "reason|rationale|by|previous"},
	{field: "", groups: []string{"rag|rating|risk|colour", "reason|rationale|why|by|previous|comment|comments|factors|score|assessment|plan|management|notes"}},
	{field: Rating, groups: []string{"rag|rating|colour|color|traffic"}},
	{field: Rating, groups: []string{"risk", "level|current|category|status|band|tier|admission"}, not: "plan|assessment"},
	{field: PlannedDischarge, groups: []string{"planned|expected|estimated|target|predicted|proposed|anticipated|edd|pdd", "discharge|edd|pdd|date of discharge"}, not: "destination|plan|address|barriers|provider"},
	{field: DischargedOn, groups: []string{"discharge|discharged", dayWords + "|actual"}, not: "destination|plan|barriers|referral|notification"},
	{field: "", groups: []string{"discharge|discharged"}},
	{field: AdmittedOn, groups: []string{"admission|admitted|adm", dayWords + "|start"}, not: "reason|risk|avoidance|previous|number|prevented|by"},
	{field: ReferredBy, groups: []string{"referred|referrer|referral|referring", "by|source|from|who|agency|organisation|team|referrer"}, not: "date|on|received"},
	{field: ReferredOn, groups: []string{"referral|referred|ref", dayWords}, not: "reason|outcome|by|keyworker|key worker|ctr|cetr|advocacy|advocate"},
	{field: LeftOn, groups: []string{"date|when|on", "left|removed|closed|off|removal|closure|leaving|stepped"}, not: "added|since"},
	{field: JoinedOn, groups: []string{"date|when|since|on", "added|joined|dsr|register|entered|accepted|entry|onto|placed"}, not: "rag|rating|meeting|discussed|reviewed|review|updated|last"},
	{field: "", groups: []string{"s117|aftercare|tribunal|renewal|expiry|expires"}},
	{field: LegalStatus, groups: []string{"mha|mental health act|section|legal|detained|detention"}, not: "date|expiry|renewal|start|on|capacity|117"},
	{field: Security, groups: []string{"security|secure"}, not: "tenancy"},
	{field: Security, groups: []string{"type|level|category", "ward|bed|unit"}},
	{field: HospitalWard, groups: []string{"ward|unit", "hospital|provider|site|trust"}, not: "date|phone|manager"},
	{field: Ward, groups: []string{"ward"}, not: "date|phone|manager|contact|round|email|type|status|level|due|last"},
	{field: Hospital, groups: []string{"hospital"}, not: "date|passport|manager|number|no|admissions|previous|phone|status|type|level|due|last|reason"},
	{field: OutOfArea, groups: []string{"out of area|ooa|out of county|in area"}},
	{field: EHCPlan, groups: []string{"ehcp|ehc|education health"}, not: "date|review|due"},
	{field: HasAutism, groups: []string{"autism|asd|asc|autistic"}, not: "ld|learning|date|referral|both|or"},
	{field: HasDisability, groups: []string{"ld|learning disability|learning disabilities|intellectual"}, not: "autism|asd|asc|date|nurse|team|register|both|or|health"},
	{field: Condition, groups: []string{"diagnosis|diagnoses|diagnosed|condition|autism|asd|asc|ld|learning disability"}, not: "date|date of|other|secondary|mental|mh|additional|physical|nurse|team|comorbid|co"},
	{field: PreferredName, groups: []string{"preferred|known as|likes"}, not: "gender|contact|language|method"},
	{field: LocalAuthority, groups: []string{"local authority|council|borough|la|ordinary residence"}, not: "social|worker|contact|lead|date|housing"},
	{field: Postcode, groups: []string{"postcode|post code"}},
	{field: Address, groups: []string{"address"}, not: "email"},
	{field: GP, groups: []string{"gp|surgery"}, not: "date|phone|tel|contact"},
	{field: Email, groups: []string{"email|e mail"}, not: "coordinator|ward|worker|referrer|gp"},
	{field: Phone, groups: []string{"phone|telephone|mobile|tel"}, not: "coordinator|ward|worker|referrer|gp"},
	{field: SocialWorker, groups: []string{"social worker|sw|social work"}, not: "date|email|phone|team"},
	{field: Keyworker, groups: []string{"key worker|keyworker|key working|keyworking"}, not: "date|email|phone|referral|referred|team"},
	{field: Advocate, groups: []string{"advocate|advocacy|imha|imca"}, not: "date|offered|email|phone|referral"},
	{field: Coordinator, groups: []string{"coordinator|co ordinator|case manager|lead professional|case holder|case worker|lead worker|care manager"}, not: "date|email|phone|team"},
	{field: SupportNeeded, groups: []string{"need|needs|needed|support|gaps|gap|unmet", "unmet|support|required|needed|what|service|services|identified|gap|gaps"}, not: "communication|date|carer|level|contact"},
	{field: Communication, groups: []string{"communication|reasonable adjustments|adjustments"}, not: "date"},
	{field: LocalID, groups: []string{"id|ref|identifier|rio|paris|mosaic|systmone|carenotes|liquidlogic|mrn|local", "id|ref|no|number|identifier|num|rio|paris|mosaic|systmone|carenotes|liquidlogic"}, not: "nhs|date|worker"},
	{field: Gender, groups: []string{"gender|sex"}, not: "preferred"},
	{field: Ethnicity, groups: []string{"ethnicity|ethnic"}},
	{field: Language, groups: []string{"language"}},
	{field: FamilyName, groups: []string{"surname|family name|last name"}, not: "first|forename|given|gp|worker|" + notThePerson},
	{field: GivenName, groups: []string{"forename|forenames|first name|given name"}, not: "surname|family|last|gp|worker|" + notThePerson},
	{field: FullName, groups: []string{"name|initials", "client|patient|person|individual|user|child|young|full|cyp|yp|surname|persons|pt|clients|patients|su"}, not: notThePerson},
	{field: Setting, groups: []string{"inpatient|setting"}, not: "date|since|days"},
	{field: Notes, groups: []string{"notes|comments|comment|information|remarks|narrative|update|updates|summary|details"}, not: "date|by|contact|discharge|last updated"},
}

const notThePerson = "worker|gp|ward|hospital|school|provider|carer|parent|advocate|coordinator|clinician|consultant|contact|team|organisation|staff|manager|referrer|commissioner|by"

// meansByWords is what a heading says; text is as words writes it.
func meansByWords(text string) meaning {
	if text == "" {
		return meaning{}
	}
	if field, ok := usualNames[text]; ok {
		return meaning{field, certain}
	}
	if vagueNames[text] {
		return meaning{"", vague}
	}
	for _, rule := range headingRules {
		if rule.matches(text) {
			return meaning{rule.field, likely}
		}
	}
	return meaning{}
}

func (r *headingRule) matches(text string) bool {
	for _, group := range r.words {
		if !hasWord(text, group...) {
			return false
		}
	}
	return !hasWord(text, r.absent...)
}

// whenPart is what a heading may say of its time: "(Oct)", "Sept 2026",
// "as at 30/09/26", "Q3".
var whenPart = regexp.MustCompile(`(?i)\b(?:as (?:at|of)\b\s*)?(?:\d{1,2}(?:st|nd|rd|th)?[ ./-])?(?:(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:[ ./'-]*\d{2,4})?|q[1-4](?:[ ./-]*\d{2,4})?\b|\d{1,2}[./-]\d{2,4}\b|20\d\d\b)`)

var formatHint = regexp.MustCompile(`(?i)\(?\b(?:dd|d)[ ./-]?(?:mmm|mm|m)[ ./-]?(?:yyyy|yy)\b\)?|\((?:y ?/ ?n|yes ?/ ?no|r ?/ ?a ?/ ?g(?: ?/ ?b)?|please [^)]*|see [^)]*|if [^)]*|optional|mandatory|required)\)`)

// headingMeaning reads a heading as it stands in the sheet.
func headingMeaning(heading string) meaning {
	plain := words(heading)
	if m := meansByWords(plain); m.strength == certain {
		return m
	}
	stripped := words(whenPart.ReplaceAllString(formatHint.ReplaceAllString(heading, " "), " "))
	if stripped != "" && stripped != plain {
		if m := meansByWords(stripped); m.strength != noIdea {
			return m
		}
	}
	if open := strings.IndexByte(heading, '('); open > 0 {
		if m := meansByWords(words(heading[:open])); m.strength == certain {
			return m
		}
	}
	return meansByWords(plain)
}
