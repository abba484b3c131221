//! How often visitors may do what costs operators something.

use leptos::prelude::*;
use wire::rates::{RATE, Rate, Rates};

use crate::{
    console::administration::fault::{Fault, FaultOf, Faults, Field},
    drawn::text,
};

const THINGS: [&str; 3] = ["Requests", "Off-line messages", "Chats sent by e-mail"];
const SENDERS: [&str; 3] = ["One visitor", "One network", "All visitors"];

/// Rates while they are edited: of each thing, by each sender, as they are typed.
#[derive(Clone, Copy)]
pub(super) struct RatesForm([[RwSignal<String>; 3]; 3]);

impl RatesForm {
    pub(super) fn of(rates: &Rates) -> RatesForm {
        let all = [rates.requests, rates.off_line_messages, rates.transcripts];
        let typed = |number: u32| RwSignal::new(number.to_string());
        RatesForm(all.map(|rate| [rate.per_visitor, rate.per_network, rate.per_site].map(typed)))
    }

    /// As they are now; what reads it follows each change.
    pub(super) fn get(self) -> Result<Rates, Fault> {
        let number = |typed: RwSignal<String>| {
            let number = typed.get().trim().parse().ok().filter(|number| RATE.contains(number));
            number.ok_or_else(|| {
                Fault::new(Field::Rates, format!("A number from {} to {}.", RATE.start(), RATE.end()))
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
    let heads = SENDERS.map(|sender| view! { <th scope="col">{sender}</th> });
    let rows = THINGS.iter().zip(rates.0).map(|(thing, typed)| {
        let cells = SENDERS.iter().zip(typed).map(|(sender, value)| cell(thing, sender, value));
        view! {
            <tr>
                <th scope="row">{*thing}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <fieldset class="site-part">
            <legend>"Limits"</legend>
            <p class="quiet-note">
                "How many there may be at one time; what is used up comes back within an hour. Further ones are refused, \
                 and operators see how many. A network is an IPv4 address, or all addresses that one customer has in IPv6."
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
                aria-label=format!("{thing}: {}", sender.to_lowercase())
                prop:value=text(move || value.get())
                on:input:target=move |event| value.set(event.target().value())
            />
        </td>
    }
    .into_any()
}
