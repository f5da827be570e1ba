import type { ReactNode } from 'react';
import type { TopicView } from '../../electron/contract/view.ts';
import type { Visit } from '../../electron/domain/submission.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { Screen } from '../components/screen.tsx';
import { isKnownTopic, type KnownTopic } from '../i18n/known-topics.ts';
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
  other: 'dots',
};

/** What the papers are about: the site's catalogue as tiles; touching one answers. */
export const TopicChoice = ({ visit }: { readonly visit: Visit }): ReactNode => {
  const { texts, client, view } = useKiosk();
  return (
    <Screen
      title={texts.topic.title}
      lead={texts.topic.lead}
      back={() => client.send({ kind: 'back' })}
    >
      <div className="tiles tiles-topics">
        {view.site.topics.map((topic) => (
          <TopicTile key={topic.id} topic={topic} chosen={topic.id === visit.topic} />
        ))}
      </div>
    </Screen>
  );
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
