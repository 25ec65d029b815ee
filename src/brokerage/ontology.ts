// The terms of two taxonomies of the UK Volunteering and Social Action Ontology: causes and skills, by the last part of their
// address. Crown copyright, Open Government Licence v3 (volunteeringdata/standard, 2026-04-18). Pure data, no rule.

/** The charitable causes of the ontology, without the concept that stands above them all. */
export const causeTerms: ReadonlySet<string> = new Set([
  'AnimalWelfare',
  'AntiPoverty',
  'ArtsAndCulture',
  'Care',
  'CivilRights',
  'Community',
  'CrimeExOffenders',
  'CrimeSafety',
  'DevelopmentEmergencyRelief',
  'Disability',
  'EducationLanguages',
  'Environment',
  'EthnicMinorities',
  'Families',
  'GenderSexuality',
  'GeneralPublic',
  'Health',
  'Heritage',
  'Housing',
  'Illness',
  'InCare',
  'LGBT',
  'LearningDisabilities',
  'LiteracyNeeds',
  'LocalAuthority',
  'LocalCommunity',
  'LoneParents',
  'LowIncomeHouseholds',
  'MensGroups',
  'MentalHealth',
  'OffendersAndExOffenders',
  'OlderPeople',
  'OverseasAidDevelopingWorld',
  'Parents',
  'PhysicalDisability',
  'RefugeesAsylumSeekers',
  'ReligionFaith',
  'ResidentsDisadvantagedNeighbourhoods',
  'SensoryImpairment',
  'SportOutdoorActivities',
  'SubstanceAbuse',
  'Unemployment',
  'VictimsOfCrime',
  'WomensGroups',
  'YouthAndChildren',
])

/** The skills of the ontology, without the concept that stands above them all. */
export const skillTerms: ReadonlySet<string> = new Set([
  'ActiveListening',
  'BasicEquipmentUse',
  'BasicFirstAid',
  'BasicITSkills',
  'BasicRecordKeeping',
  'BasicSafeguarding',
  'CalmnessUnderPressure',
  'ClearSpokenCommunication',
  'Communication',
  'ConflictDeescalation',
  'CooperativeWork',
  'CrowdQueueManagement',
  'CulturalSensitivity',
  'DataEntryAndReporting',
  'DigitalAndTechnology',
  'Driving',
  'EmergencyBriefings',
  'EmpathyAndCompassion',
  'FireSafetyAwareness',
  'HGVCategoryD',
  'IncidentReporting',
  'IndependentWork',
  'LeadingSmallGroups',
  'Logistics',
  'ManagingTeamConflict',
  'MentoringVolunteers',
  'NavigationAndOrientation',
  'PatienceAndUnderstanding',
  'PersonalAndInterpersonal',
  'PhoneOnlineSupport',
  'PilotLicense',
  'PracticalAndOperational',
  'ProfessionalBoundaries',
  'PublicEngagement',
  'RadioUse',
  'RelayAccurateInformation',
  'ReliabilityAndTrustworthiness',
  'RemoteCommunicationTools',
  'RiskAwareness',
  'SafeManualHandling',
  'SafetyAndEmergencyAwareness',
  'ShelterSupport',
  'SmartphoneUse',
  'SocialMediaHandling',
  'TeamworkAndLeadership',
  'TraumaInformedAwareness',
  'WaterSafetyAwareness',
])

/** Days and parts of the day in which the ontology places a session that has no dates. */
const slotDays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const slotParts = ['Morning', 'Afternoon', 'Evening']

/** The 21 slots of the ontology, `MondayMorning` to `SundayEvening`. */
export const slotTerms: ReadonlySet<string> = new Set(
  slotDays.flatMap((day) => slotParts.map((part) => `${day}${part}`)),
)

/** The address of a term from its name, as placements and people name causes and skills. */
export const termAddress = (name: string): string => `https://ns.volunteeringdata.io/${name}`

/** The name of a term from its address, its compact form (`volunteering:Health`) or its bare name. */
export const termName = (text: string): string => text.trim().replace(/^.*[/#:]/, '')
