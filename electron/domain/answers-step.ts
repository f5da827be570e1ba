import { messageLimit, type Journey } from './journey.ts';
import type { JourneyEvent } from './journey-event.ts';
import type { Visit } from './submission.ts';
import { scanStep } from './scan-step.ts';
import { to, type JourneyRules, type Transition, type VisitJourney } from './transition.ts';
import { spliced } from './visit-pages.ts';

type AnswersJourney = Extract<
  VisitJourney,
  { step: 'details' | 'topic' | 'check' | 'not-submitted' }
>;

export const duringAnswers = (
  journey: AnswersJourney,
  event: JourneyEvent,
  rules: JourneyRules,
): Transition => {
  const { visit, step } = journey;
  const checking = step === 'check' || step === 'not-submitted';
  switch (event.kind) {
    case 'enter-details':
      return step === 'details' && rules.acceptsDetails(event.details)
        ? to(firstOpenTopic({ ...visit, details: event.details }))
        : to(journey);
    case 'choose-topic':
      return step === 'topic' && rules.topics.includes(event.topic)
        ? to(
            firstOpenTopic({
              ...visit,
              topics: spliced(visit.topics, journey.document, 1, event.topic),
            }),
          )
        : to(journey);
    // An authority to hand in for somebody else is thought of when it is asked about.
    case 'scan-more':
      return step === 'topic' || step === 'check' ? to(scanStep(visit)) : to(journey);
    case 'write-message':
      return checking && event.message.length <= messageLimit
        ? to({ ...journey, visit: { ...visit, message: event.message } })
        : to(journey);
    case 'change':
      return checking ? to(changeAnswer(visit, event, rules)) : to(journey);
    case 'submit':
      return checking && !visit.topics.includes(null)
        ? to({ step: 'submitting', visit, stage: 'building' }, { effect: 'submit' })
        : to(journey);
    case 'back':
      return to(stepBefore(journey, rules));
    default:
      return to(journey);
  }
};

const changeAnswer = (
  visit: Visit,
  { answer, document = 0 }: Extract<JourneyEvent, { kind: 'change' }>,
  rules: JourneyRules,
): Journey => {
  switch (answer) {
    case 'pages':
      return { step: 'review', visit };
    case 'details':
      return rules.asksDetails ? { step: 'details', visit } : { step: 'check', visit };
    case 'topic':
      return { step: 'topic', visit, document: Math.min(document, visit.topics.length - 1) };
  }
};

const stepBefore = (journey: AnswersJourney, rules: JourneyRules): Journey => {
  const { visit } = journey;
  switch (journey.step) {
    case 'details':
      return { step: 'review', visit };
    case 'topic':
      if (journey.document > 0) return { step: 'topic', visit, document: journey.document - 1 };
      return { step: rules.asksDetails ? 'details' : 'review', visit };
    case 'check':
      return { step: 'topic', visit, document: visit.topics.length - 1 };
    case 'not-submitted':
      return { step: 'check', visit };
  }
};

/** Nobody is asked again what they have answered: after one change, or one more page, it goes on where it was. */
export const firstOpenQuestion = (visit: Visit, rules: JourneyRules): Journey =>
  rules.asksDetails && visit.topics[0] === null && !hasDetails(visit)
    ? { step: 'details', visit }
    : firstOpenTopic(visit);

const hasDetails = ({ details }: Visit): boolean =>
  Object.values(details).some((answer) => answer !== '');

const firstOpenTopic = (visit: Visit): Journey => {
  const document = visit.topics.indexOf(null);
  return document < 0 ? { step: 'check', visit } : { step: 'topic', visit, document };
};
