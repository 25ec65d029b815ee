// The sentences of brokerage for people, keyed, in every locale. Holds no rule.
import { defineTexts, type Figures, type Locale, say } from '../kernel/index.ts'

const texts = defineTexts({
  'en-GB': {
    area_form:
      'areas: {code} is not a code of the scheme {scheme}. A gss code looks like E07000105, a postcode district like TN23.',
    area_twice: 'areas: {code} is there twice. Leave one of them out.',
    body_unknown: 'There is no body with the id {bodyId}.',
    group_unknown: 'There is no group with the id {groupId} in your body.',
    group_withdrawn: 'The group {groupId} is withdrawn. Make it active again first, or choose another group.',
    link_unknown: 'There is no link with the id {linkId} that you are a side of.',
    link_state: 'The link is {state}, so it cannot be made {wanted}.',
    link_terms_missing: 'The employer has not accepted the terms in force, so the link cannot be made active.',
    need_unknown: 'There is no need with the id {needId} in your body.',
    need_state: 'The need is {state}, so it cannot be made {wanted}.',
    notice_rules_start: 'noticeRules: the first rule has to begin at 1 person, so that every group size has a notice.',
    notice_rules_order: 'noticeRules: the rules have to be in ascending order of heads, each number of heads once.',
    org_id_form:
      'orgIds: {orgId} is not a register id. Write the scheme of org-id.guide, a hyphen and the number, such as {example}.',
    org_id_scheme_form: 'orgIds: {orgId} does not have the form of the register {scheme}. It looks like {example}.',
    org_id_taken:
      'orgIds: {orgId} belongs to the group {groupId} of your body already. Groups are never merged: correct one of the two.',
    org_id_twice: 'orgIds: {orgId} is there twice. Leave one of them out.',
    coordinates_half: 'latitude and longitude go together: give both, or null for both.',
    person_unknown: 'There is no person with the id {personId} at your employer.',
    representative_unknown: 'There is no representative with the id {representativeId} at your employer.',
    representative_period: 'The last day {untilOn} is before the first day {fromOn}.',
    site_unknown: 'There is no site with the id {siteId} at your employer.',
    terms_from_past: 'fromOn: {fromOn} is past. New terms apply from {today} or a later day.',
    terms_from_accepted:
      'fromOn: employers have accepted terms that apply from {acceptedFromOn} already. New terms have to apply from a later day.',
    terms_from_taken: 'fromOn: there are terms that apply from {fromOn} already. Choose another day.',
    terms_none: 'The body has no terms yet, so termsId has to be null.',
    terms_not_current: 'termsId: these are not the terms to accept now. Accept {termsId} first.',
    document_form:
      'This is no document of rows. Send a JSON-LD document with @graph (or graph), a list of objects, or one object with an id.',
    source_own:
      'source: {source} stands for what the body keeps by hand. Name the feed, such as the platform it comes from.',
    import_braked:
      'The import would withdraw {withdrawn} rows, {withdrawnPercent} % of those in use, and the limit is {withdrawAtMostPercent} %. Nothing was changed. If the file is whole, raise withdrawAtMostPercent; if it is a part only, send snapshot=partial.',
    left_out_not_an_object: 'This row is not an object. Ask the publisher to repair it.',
    left_out_other_type: 'This row is of another type. Import organisations as groups, and activities as listings.',
    left_out_id_missing:
      'This row has no id, so it could not be recognised the next time. Ask the publisher to give it one.',
    left_out_id_too_long: 'The id of this row is longer than 200 characters. Ask the publisher for a shorter one.',
    left_out_id_twice: 'An earlier row has the same id and was taken. Ask the publisher which one is right.',
    left_out_name_missing:
      'This organisation has no name, and names are not guessed. Ask the publisher to give it one; or, where its profile link ends in something like a name, import with names=from-profile-link and correct the provisional names.',
    left_out_name_too_long:
      'The name of this organisation is longer than 250 characters. Ask the publisher to shorten it.',
    left_out_title_missing: 'This activity has no title. Ask the publisher to give it one.',
    left_out_title_too_long:
      'The title of this activity is longer than 300 characters. Ask the publisher to shorten it.',
    unbookable_seats_unknown: 'The feed does not say how many people are wanted.',
    unbookable_skills_unconfirmed: 'The body has not said which skills are asked for.',
    unbookable_zone_unknown: 'The feed does not say in which time zone its times are.',
    unbookable_time_missing: 'The feed does not say when it begins.',
    unbookable_time_unreadable: 'What the feed says about the time is no date and time.',
    unbookable_end_missing: 'The feed does not say when it ends.',
    unbookable_end_before_beginning: 'By what the feed says it would end before it begins.',
    unbookable_longer_than_a_day:
      'What the feed calls a session lasts longer than a day, so it is a period and not a date.',
    unbookable_slot_without_date: 'The feed names a part of the week and no date.',
  },
  'cy-GB': {
    area_form:
      'areas: nid yw {code} yn god o’r cynllun {scheme}. Mae cod gss yn edrych fel E07000105, ac ardal god post fel TN23.',
    area_twice: 'areas: mae {code} yno ddwywaith. Gadewch un ohonynt allan.',
    body_unknown: 'Nid oes corff â’r dynodwr {bodyId}.',
    group_unknown: 'Nid oes grŵp â’r dynodwr {groupId} yn eich corff.',
    group_withdrawn:
      'Mae’r grŵp {groupId} wedi’i dynnu’n ôl. Gwnewch ef yn weithredol eto yn gyntaf, neu dewiswch grŵp arall.',
    link_unknown: 'Nid oes cysylltiad â’r dynodwr {linkId} yr ydych yn rhan ohono.',
    link_state: 'Cyflwr y cysylltiad yw {state}, felly ni ellir ei wneud yn {wanted}.',
    link_terms_missing:
      'Nid yw’r cyflogwr wedi derbyn y telerau sydd mewn grym, felly ni ellir gwneud y cysylltiad yn weithredol.',
    need_unknown: 'Nid oes angen â’r dynodwr {needId} yn eich corff.',
    need_state: 'Cyflwr yr angen yw {state}, felly ni ellir ei wneud yn {wanted}.',
    notice_rules_start:
      'noticeRules: rhaid i’r rheol gyntaf ddechrau ar 1 person, fel bod rhybudd ar gyfer pob maint grŵp.',
    notice_rules_order: 'noticeRules: rhaid i’r rheolau fod mewn trefn esgynnol yn ôl heads, a phob nifer unwaith.',
    org_id_form:
      'orgIds: nid yw {orgId} yn ddynodwr cofrestr. Ysgrifennwch gynllun org-id.guide, cysylltnod a’r rhif, megis {example}.',
    org_id_scheme_form: 'orgIds: nid oes gan {orgId} ffurf y gofrestr {scheme}. Mae’n edrych fel {example}.',
    org_id_taken:
      'orgIds: mae {orgId} yn perthyn i’r grŵp {groupId} yn eich corff eisoes. Ni chaiff grwpiau byth eu cyfuno: cywirwch un o’r ddau.',
    org_id_twice: 'orgIds: mae {orgId} yno ddwywaith. Gadewch un ohonynt allan.',
    coordinates_half: 'Mae latitude a longitude yn mynd gyda’i gilydd: rhowch y ddau, neu null ar gyfer y ddau.',
    person_unknown: 'Nid oes person â’r dynodwr {personId} gyda’ch cyflogwr.',
    representative_unknown: 'Nid oes cynrychiolydd â’r dynodwr {representativeId} gyda’ch cyflogwr.',
    representative_period: 'Mae’r diwrnod olaf {untilOn} cyn y diwrnod cyntaf {fromOn}.',
    site_unknown: 'Nid oes safle â’r dynodwr {siteId} gyda’ch cyflogwr.',
    terms_from_past:
      'fromOn: mae {fromOn} wedi mynd heibio. Mae telerau newydd yn gymwys o {today} neu ddiwrnod diweddarach.',
    terms_from_accepted:
      'fromOn: mae cyflogwyr eisoes wedi derbyn telerau sy’n gymwys o {acceptedFromOn}. Rhaid i delerau newydd fod yn gymwys o ddiwrnod diweddarach.',
    terms_from_taken: 'fromOn: mae telerau sy’n gymwys o {fromOn} eisoes. Dewiswch ddiwrnod arall.',
    terms_none: 'Nid oes gan y corff delerau eto, felly rhaid i termsId fod yn null.',
    terms_not_current: 'termsId: nid dyma’r telerau i’w derbyn yn awr. Derbyniwch {termsId} yn gyntaf.',
    document_form:
      'Nid dogfen o resi yw hon. Anfonwch ddogfen JSON-LD gyda @graph (neu graph), rhestr o wrthrychau, neu un gwrthrych ag id.',
    source_own:
      'source: mae {source} yn golygu’r hyn y mae’r corff yn ei gadw â llaw. Enwch y ffrwd, megis y llwyfan y daw ohono.',
    import_braked:
      'Byddai’r mewnforio yn tynnu {withdrawn} o resi’n ôl, {withdrawnPercent} % o’r rhai a ddefnyddir, a’r terfyn yw {withdrawAtMostPercent} %. Ni newidiwyd dim. Os yw’r ffeil yn gyfan, codwch withdrawAtMostPercent; os rhan yn unig ydyw, anfonwch snapshot=partial.',
    left_out_not_an_object: 'Nid yw’r rhes hon yn wrthrych. Gofynnwch i’r cyhoeddwr ei thrwsio.',
    left_out_other_type:
      'Mae’r rhes hon o fath arall. Mewnforiwch sefydliadau fel grwpiau, a gweithgareddau fel rhestriadau.',
    left_out_id_missing:
      'Nid oes id gan y rhes hon, felly ni ellid ei hadnabod y tro nesaf. Gofynnwch i’r cyhoeddwr roi un iddi.',
    left_out_id_too_long: 'Mae id y rhes hon yn hirach na 200 nod. Gofynnwch i’r cyhoeddwr am un byrrach.',
    left_out_id_twice: 'Mae gan res gynharach yr un id ac fe’i cymerwyd. Gofynnwch i’r cyhoeddwr pa un sy’n gywir.',
    left_out_name_missing:
      'Nid oes enw gan y sefydliad hwn, ac ni ddyfelir enwau. Gofynnwch i’r cyhoeddwr roi un iddo; neu, lle mae ei ddolen proffil yn gorffen â rhywbeth tebyg i enw, mewnforiwch gyda names=from-profile-link a chywiro’r enwau dros dro.',
    left_out_name_too_long: 'Mae enw’r sefydliad hwn yn hirach na 250 nod. Gofynnwch i’r cyhoeddwr ei fyrhau.',
    left_out_title_missing: 'Nid oes teitl gan y gweithgaredd hwn. Gofynnwch i’r cyhoeddwr roi un iddo.',
    left_out_title_too_long: 'Mae teitl y gweithgaredd hwn yn hirach na 300 nod. Gofynnwch i’r cyhoeddwr ei fyrhau.',
    unbookable_seats_unknown: 'Nid yw’r ffrwd yn dweud faint o bobl sydd eu heisiau.',
    unbookable_skills_unconfirmed: 'Nid yw’r corff wedi dweud pa sgiliau y gofynnir amdanynt.',
    unbookable_zone_unknown: 'Nid yw’r ffrwd yn dweud ym mha gylchfa amser y mae ei hamserau.',
    unbookable_time_missing: 'Nid yw’r ffrwd yn dweud pryd mae’n dechrau.',
    unbookable_time_unreadable: 'Nid dyddiad ac amser yw’r hyn y mae’r ffrwd yn ei ddweud am yr amser.',
    unbookable_end_missing: 'Nid yw’r ffrwd yn dweud pryd mae’n gorffen.',
    unbookable_end_before_beginning: 'Yn ôl y ffrwd byddai’n gorffen cyn iddo ddechrau.',
    unbookable_longer_than_a_day:
      'Mae’r hyn y mae’r ffrwd yn ei alw’n sesiwn yn para’n hirach na diwrnod, felly cyfnod ydyw ac nid dyddiad.',
    unbookable_slot_without_date: 'Mae’r ffrwd yn enwi rhan o’r wythnos heb ddyddiad.',
  },
})

/** The name of a sentence of brokerage. */
export type BrokerageText = keyof (typeof texts)['en-GB']

/** One sentence of brokerage in a locale. */
export const sayBrokerage = (locale: Locale, key: BrokerageText, figures: Figures = {}): string =>
  say(texts, locale, key, figures)
