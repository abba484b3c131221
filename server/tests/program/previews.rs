//! Message previews: operators see what a visitor types before it is sent, if an administrator has
//! switched that on. The visitor's panel then knows.

use wire::{
    operator::{Command, ToOperator},
    visitor::{FromVisitor, ToVisitor},
};

use crate::support::{EMAIL, PASSWORD, Program, call, sign_in};

#[tokio::test]
async fn what_is_typed_is_seen_only_while_the_visitor_is_told_so() {
    let program = Program::start();
    let ann = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let (mut console, _) = program.console(&ann).await;
    let (mut panel, welcome) = program.visitor("vera").await;
    assert!(!welcome.site.previews);
    let chat = panel.ask("Hello").await;
    console.order(Command::Accept { chat }).await.unwrap();
    for (on, seen) in [(false, ""), (true, "I wonder"), (false, "")] {
        let was_on: bool = call(&program, &ann, "previews", &()).await;
        let (): () = call(&program, &ann, "set_previews", &on).await;
        if on != was_on {
            // The open panel is told.
            let told = panel.hear(|frame| match frame {
                ToVisitor::Site(site) => Some(site.previews),
                _ => None,
            });
            assert_eq!(told.await, on);
        }
        // A panel does not send it while previews are off; this one does.
        panel.send(&FromVisitor::Typing(Some("I wonder".into()))).await;
        let heard = console.hear(|frame| match frame {
            ToOperator::VisitorTyping { chat: of, text } if of == chat => Some(text),
            _ => None,
        });
        assert_eq!(heard.await.as_deref(), Some(seen));
    }
    // A later panel learns it from the welcome; a loader has no text field.
    let (): () = call(&program, &ann, "set_previews", &true).await;
    assert!(program.visitor("olga").await.1.site.previews);
    assert!(!program.loader("tom").await.1.site.previews);
}
