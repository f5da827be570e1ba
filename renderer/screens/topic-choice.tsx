import type { ReactNode } from 'react';
import type { TopicView } from '../../electron/contract/view.ts';
import type { Page } from '../../electron/domain/page.ts';
import { documentsOf, type Visit } from '../../electron/domain/submission.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { Screen } from '../components/screen.tsx';
import { isKnownTopic, type KnownTopic } from '../i18n/known-topics.ts';
import type { Texts } from '../i18n/texts.ts';
import { topicLabel } from '../i18n/topic-label.ts';
import { useKiosk } from '../kiosk-context.ts';

const pictureOfTopic: Readonly<Record<KnownTopic, IconName>> = {
  'further-grant': 'renew',
  income: 'euro',
  rent: 'house',
  'bank-statements': 'bank',
  certificates: 'certificate',
  'language-course': 'speech',
  'sick-note': 'health',
  change: 'arrows',
  'cooperation-plan': 'plan',
  'power-of-attorney': 'hands',
  other: 'paper-dots',
};

/** What the papers are about: the site's catalogue as tiles; touching one answers. */
export const TopicChoice = ({
  visit,
  document,
}: {
  readonly visit: Visit;
  /** Which document the question is about, from 0. */
  readonly document: number;
}): ReactNode => {
  const { texts, client, view } = useKiosk();
  const several = visit.topics.length > 1;
  return (
    <Screen
      title={several ? texts.topic.titleOf(document + 1) : texts.topic.title}
      lead={several ? pagesOfDocument(visit, document, texts) : texts.topic.lead}
      back={() => client.send({ kind: 'back' })}
    >
      <div className="tiles tiles-topics">
        {view.site.topics.map((topic) => (
          <TopicTile key={topic.id} topic={topic} chosen={topic.id === visit.topics[document]} />
        ))}
      </div>
    </Screen>
  );
};

/** Which pages the document has, by the numbers the overview shows. */
const pagesOfDocument = ({ pages }: Visit, document: number, texts: Texts): string => {
  const own = documentsOf(pages)[document] ?? [];
  const [first, last] = [own[0], own.at(-1)].map((page) => pages.indexOf(page as Page) + 1);
  return first === last
    ? texts.common.page(first ?? 1)
    : texts.topic.pagesOf(first ?? 1, last ?? 1);
};

const TopicTile = ({
  topic,
  chosen,
}: {
  readonly topic: TopicView;
  readonly chosen: boolean;
}): ReactNode => {
  const { texts, client, language } = useKiosk();
  const known = isKnownTopic(topic.id) ? topic.id : null;
  return (
    <button
      type="button"
      className="tile tile-topic"
      aria-current={chosen ? 'true' : undefined}
      data-testid={`topic-${topic.id}`}
      onClick={() => client.send({ kind: 'choose-topic', topic: topic.id })}
    >
      <Icon name={known === null ? 'paper' : pictureOfTopic[known]} />
      <span className="tile-words">
        <span className="tile-label">{topicLabel(topic, language)}</span>
        {known !== null && <span className="tile-hint">{texts.topic.known[known].hint}</span>}
      </span>
    </button>
  );
};
