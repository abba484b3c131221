//! Rate limits for what visitors do that costs operators time.

use leptos::prelude::*;
use wire::rates::{RATE, Rate, Rates};

use crate::{
    drawn::text,
    parts::fault::{Fault, FaultOf, Faults, Field},
    texts::{tr, tr_later, tr_with},
};

const THINGS: [&str; 3] =
    [tr_later("Requests"), tr_later("Off-line messages"), tr_later("Chats sent by e-mail")];
/// The label as a column heading, and after a colon.
const SENDERS: [(&str, &str); 3] = [
    (tr_later("One visitor"), tr_later("one visitor")),
    (tr_later("One network"), tr_later("one network")),
    (tr_later("All visitors"), tr_later("all visitors")),
];

/// Rates as typed: for each activity, by each kind of sender.
#[derive(Clone, Copy)]
pub(super) struct RatesForm([[RwSignal<String>; 3]; 3]);

impl RatesForm {
    pub(super) fn of(rates: &Rates) -> RatesForm {
        let all = [rates.requests, rates.off_line_messages, rates.transcripts];
        let typed = |number: u32| RwSignal::new(number.to_string());
        RatesForm(all.map(|rate| [rate.per_visitor, rate.per_network, rate.per_site].map(typed)))
    }

    /// The current values. Tracked.
    pub(super) fn get(self) -> Result<Rates, Fault> {
        let number = |typed: RwSignal<String>| {
            let number = typed.get().trim().parse().ok().filter(|number| RATE.contains(number));
            number.ok_or_else(|| {
                let words = tr_with("A number from %1 to %2.", &[RATE.start(), RATE.end()]);
                Fault::new(Field::Rates, words)
            })
        };
        let rate = |[visitor, network, site]: [RwSignal<String>; 3]| {
            Ok(Rate { per_visitor: number(visitor)?, per_network: number(network)?, per_site: number(site)? })
        };
        let [requests, off_line_messages, transcripts] = self.0;
        Ok(Rates {
            requests: rate(requests)?,
            off_line_messages: rate(off_line_messages)?,
            transcripts: rate(transcripts)?,
        })
    }
}

#[component]
pub(super) fn RatesFields(rates: RatesForm, faults: Faults) -> impl IntoView {
    let heads = SENDERS.map(|(sender, _)| view! { <th scope="col">{tr(sender)}</th> });
    let rows = THINGS.into_iter().zip(rates.0).map(|(thing, typed)| {
        let thing = tr(thing);
        let cells = SENDERS.into_iter().zip(typed).map(|((_, sender), value)| cell(thing, tr(sender), value));
        view! {
            <tr>
                <th scope="row">{thing}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <fieldset class="site-part">
            <legend>{tr("Limits")}</legend>
            <p class="quiet-note">
                {tr("How many there may be at one time; what is used up comes back within an hour. Further ones are refused, \
                 and operators see how many. A network is an IPv4 address, or all addresses that one customer has in IPv6.")}
            </p>
            <table class="rates">
                <thead>
                    <tr>
                        <td></td>
                        {heads.to_vec()}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <FaultOf field=Field::Rates faults />
        </fieldset>
    }
    .into_any()
}

fn cell(thing: &str, sender: &str, value: RwSignal<String>) -> AnyView {
    view! {
        <td>
            <input
                type="text"
                inputmode="numeric"
                autocomplete="off"
                aria-label=tr_with("%1: %2", &[&thing, &sender])
                prop:value=text(move || value.get())
                on:input:target=move |event| value.set(event.target().value())
            />
        </td>
    }
    .into_any()
}
