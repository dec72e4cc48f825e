#[cancellable(on_cancel = unwind, token = self.stopped)]
fn visit(&mut self, node: &Node) {
    node.children().for_each(|child| {
        for edge in child.edges() {
            self.follow(edge);
        }
    });
}
