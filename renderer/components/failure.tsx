import { Component, type ReactNode } from 'react';
import type { Texts } from '../i18n/texts.ts';

interface FailureProps {
  readonly texts: Texts['failure'];
  readonly children: ReactNode;
}

/**
 * A bug in a screen must not leave a white window. The journey lives in the main process, so a reload
 * comes back to the same step.
 */
export class Failure extends Component<FailureProps, { readonly failed: boolean }> {
  override readonly state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    const { texts } = this.props;
    return (
      <main className="failure" data-testid="failure">
        <h1>{texts.title}</h1>
        <p>{texts.lead}</p>
        <button
          type="button"
          className="button button-primary"
          data-testid="reload"
          onClick={() => window.location.reload()}
        >
          {texts.reload}
        </button>
      </main>
    );
  }
}
