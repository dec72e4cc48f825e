//! Lists, graphs and tables of dynamic programming.

use crate::inputs::{below, numbers, text};
use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

/// A node of a linked list.
struct Node {
    value: u32,
    next: Option<Box<Node>>,
}

/// A list of these numbers, its nodes in the order of their creation, from last to first.
fn list(numbers: Vec<u32>) -> Option<Box<Node>> {
    numbers
        .into_iter()
        .fold(None, |next, value| Some(Box::new(Node { value, next })))
}

/// Takes a list apart node by node, for dropping a long one at once overflows the stack.
struct List(Option<Box<Node>>);

impl Drop for List {
    fn drop(&mut self) {
        while let Some(node) = self.0.take() {
            self.0 = node.next;
        }
    }
}

/// A graph: the neighbours of node n are `neighbours[first[n]..first[n + 1]]`.
struct Graph {
    first: Vec<usize>,
    neighbours: Vec<u32>,
}

impl Graph {
    fn random(nodes: usize, degree: usize) -> Self {
        Self {
            first: (0..=nodes).map(|node| node * degree).collect(),
            neighbours: below(nodes as u32, nodes * degree),
        }
    }
}

kernels! {
    fn linked_list(token: &CancelToken, list: Option<&Node>) -> Result<u32, Cancelled> {
        let mut sum = 0_u32;
        let mut rest = list;
        while let Some(node) = rest {
            sum = sum.wrapping_add(node.value);
            rest = node.next.as_deref();
        }
        Ok(sum)
    }

    fn breadth_first(token: &CancelToken, graph: &Graph, distance: &mut [u32]) -> Result<u32, Cancelled> {
        distance.fill(u32::MAX);
        distance[0] = 0;
        let mut queue = vec![0_u32];
        let mut farthest = 0;
        let mut next = 0;
        while next < queue.len() {
            let node = queue[next] as usize;
            next += 1;
            for &neighbour in &graph.neighbours[graph.first[node]..graph.first[node + 1]] {
                if distance[neighbour as usize] == u32::MAX {
                    farthest = distance[node] + 1;
                    distance[neighbour as usize] = farthest;
                    queue.push(neighbour);
                }
            }
        }
        Ok(farthest)
    }

    fn levenshtein(token: &CancelToken, a: &[u8], b: &[u8]) -> Result<u32, Cancelled> {
        let mut row = Vec::new();
        for i in 0..=b.len() as u32 {
            row.push(i);
        }
        for (i, &from) in a.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i as u32 + 1;
            for (j, &to) in b.iter().enumerate() {
                let cost = diagonal + u32::from(from != to);
                diagonal = row[j + 1];
                row[j + 1] = cost.min(diagonal + 1).min(row[j] + 1);
            }
        }
        Ok(row[b.len()])
    }

    fn knapsack(token: &CancelToken, weights: &[u32], values: &[u32], best: &mut [u32]) -> Result<u32, Cancelled> {
        best.fill(0);
        for (&weight, &value) in weights.iter().zip(values) {
            for room in (weight as usize..best.len()).rev() {
                best[room] = best[room].max(best[room - weight as usize] + value);
            }
        }
        Ok(best[best.len() - 1])
    }

    fn shortest_paths(token: &CancelToken, distance: &mut [u32], n: usize) -> Result<(), Cancelled> {
        for k in 0..n {
            for i in 0..n {
                let to_k = distance[i * n + k];
                for j in 0..n {
                    let over_k = to_k + distance[k * n + j];
                    if over_k < distance[i * n + j] {
                        distance[i * n + j] = over_k;
                    }
                }
            }
        }
        Ok(())
    }

    fn union_find(token: &CancelToken, parent: &mut [u32], links: &[u32]) -> Result<usize, Cancelled> {
        for i in 0..parent.len() {
            parent[i] = i as u32;
        }
        let mut sets = parent.len();
        for link in links.chunks_exact(2) {
            let (mut a, mut b) = (link[0] as usize, link[1] as usize);
            while parent[a] as usize != a {
                parent[a] = parent[parent[a] as usize];
                a = parent[a] as usize;
            }
            while parent[b] as usize != b {
                parent[b] = parent[parent[b] as usize];
                b = parent[b] as usize;
            }
            if a != b {
                parent[a] = b as u32;
                sets -= 1;
            }
        }
        Ok(sets)
    }
}

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("linked_list", |size: Size| {
        let list = List(list(numbers(size.of(1_000, 1_000_000))));
        Box::new(move |run| timed!(run, linked_list(list.0.as_deref())))
    }),
    Kernel::new("breadth_first", |size| {
        let nodes = size.of(20_000, 300_000);
        let graph = Graph::random(nodes, 8);
        let mut distance = vec![0; nodes];
        Box::new(move |run| timed!(run, breadth_first(&graph, &mut distance)).and(&distance))
    }),
    Kernel::new("levenshtein", |size| {
        let (a, b) = (
            text(size.of(300, 4_000)),
            text(size.of(700, 10_000)).split_off(size.of(350, 5_000)),
        );
        Box::new(move |run| timed!(run, levenshtein(&a, &b)))
    }),
    Kernel::new("knapsack", |size| {
        let weights = below(100, size.of(40, 1_000));
        let values = numbers(weights.len())
            .into_iter()
            .map(|value| value % 1_000)
            .collect::<Vec<_>>();
        let mut best = vec![0; size.of(1_000, 30_000)];
        Box::new(move |run| timed!(run, knapsack(&weights, &values, &mut best)).and(&best))
    }),
    Kernel::new("shortest_paths", |size| {
        let n = size.of(96, 400);
        let fresh = below(1_000, n * n);
        let mut distance = fresh.clone();
        Box::new(move |run| {
            distance.copy_from_slice(&fresh);
            timed!(run, shortest_paths(&mut distance, n)).and(&distance)
        })
    }),
    Kernel::new("union_find", |size| {
        let nodes = size.of(20_000, 300_000);
        let links = below(nodes as u32, nodes * 3);
        let mut parent = vec![0; nodes];
        Box::new(move |run| timed!(run, union_find(&mut parent, &links)).and(&parent))
    }),
];
