import type { TopicView } from '../../electron/contract/view.ts';
import type { Language } from '../../electron/domain/language.ts';
import { textsOf } from './index.ts';
import { isKnownTopic } from './known-topics.ts';

/** A topic's name: the site's own in this language, else the kiosk's, else the site's German one. */
export const topicLabel = (topic: TopicView, language: Language): string =>
  topic.label[language] ??
  (isKnownTopic(topic.id) ? textsOf[language].topic.known[topic.id].label : topic.label.de);
